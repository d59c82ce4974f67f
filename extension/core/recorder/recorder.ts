import { Emitter, type Disposable, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { HeardCall } from '../engine/relay/recordedCall.ts';
import { Archive } from './archive.ts';
import type { HeardEvent } from './attribution/sceneOf.ts';
import { Callers, ofEither } from './callers.ts';
import type { EndedCommand, StartedCommand } from './command.ts';
import { heard, unheard } from './apiLane.ts';
import { EngineNews, type RecordedEngine } from './engineNews.ts';
import { leadMs } from './kernelWatch.ts';
import { Quiet } from './quiet.ts';
import { headOf, type Recording, type RecordingHead, type RecordingNews } from './recording.ts';
import { Take, type TakeParts } from './take.ts';
import { Watches, type KernelSource } from './watches.ts';

/** What a recorder listens to. */
export interface RecorderParts {
  /** Where recordings are kept. */
  readonly folder: string;
  readonly labId: string;
  /** Absent where there is none; likewise who hears its calls. */
  readonly engine?: RecordedEngine | undefined;
  readonly onDidHear?: Event<HeardCall> | undefined;
  /** The kernel of the engine, or of this computer. */
  readonly host: KernelSource;
  /** The kernel of a guest that runs; undefined when there is none of this name. */
  guest(name: string): KernelSource | undefined;
  /** The ID of the open step. */
  step(): string | undefined;
  /** The ID of the workbench's container, while the lab is done in one. */
  workbench(): string | undefined;
  readonly log: Log;
}

/** That a recording went on is told so often, at most: */
const tellMs = 250;
/** and so much more seldom than it takes to make it, for a command that lasts has ever more to tell. */
const restTimes = 4;
/** Calls that came without a command are over when nothing more came for so long. */
const quietMs = 1_000;
/** After a command the engine settles: until it was quiet for so long, and no longer than this. */
const settle = { quietMs: 300, limitMs: 5_000 };
/** A look that is younger is as good as a new one. */
const freshMs = 1_000;

/**
 * Joins the calls, programs, system calls and changes of each command of a session into one recording. What it cannot
 * see it says; that it fails disturbs nobody.
 */
export class Recorder implements AsyncDisposable {
  readonly #parts: RecorderParts;
  readonly #archive: Archive;
  readonly #news: EngineNews;
  readonly #watches: Watches;
  readonly #quiet = new Quiet();
  readonly #changed = new Emitter<RecordingNews>();
  /** Containers that commands of this session were about. */
  readonly #known = new Set<string>();
  readonly #takes = new Set<Take>();
  readonly #finishing = new Map<Take, Promise<void>>();
  readonly #callers = new Callers();
  /** Those that last and were told; a recording is made when somebody asks for it after it has gone on. */
  readonly #live = new Map<Take, Recording | undefined>();
  #makingMs = 0;
  /** When the last command of each terminal was over. */
  readonly #ends = new Map<string, number>();
  #subscription: Disposable | undefined;
  #telling: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** Tells of each recording that began, went on or ended. */
  readonly onDidChange: Event<RecordingNews> = this.#changed.event;

  constructor(parts: RecorderParts) {
    const { engine, folder, host, log } = parts;
    this.#parts = parts;
    this.#archive = new Archive(folder, log);
    this.#news = new EngineNews(engine, (news) => this.#quietly(() => this.#happen(news)), log);
    this.#watches = new Watches({
      ...{ host, log },
      guest: (name) => parts.guest(name),
      matters: (container) => this.#known.has(container),
      written: () => this.#soon(),
    });
  }

  /** Begins to listen. Never rejects. */
  async open(): Promise<void> {
    const { onDidHear, host } = this.#parts;
    this.#subscription = onDidHear?.((call) => this.#quietly(() => this.#hear(call)));
    await Promise.all([
      this.#archive.open(),
      this.#watches.host.open(host.openTape),
      this.#news.learn(),
    ]);
  }

  /** Begins to listen to a guest, as somebody sits down at it. Never rejects. */
  async openGuest(name: string): Promise<void> {
    if (!this.#hasEnded) await this.#watches.openGuest(name);
  }

  /** All that are kept and those that last, the newest first. */
  get recordings(): readonly RecordingHead[] {
    return this.#all().map(headOf);
  }

  async recording(id: string): Promise<Recording | undefined> {
    const take = [...this.#live.keys()].find((each) => each.id === id);
    return take ? this.#soFar(take) : this.#archive.all.find((each) => each.id === id);
  }

  /** Those that began at this time or later, the oldest first. */
  since(at: number): readonly Recording[] {
    return this.#all()
      .filter(({ startedAt }) => startedAt >= at)
      .reverse();
  }

  /** A command begins. */
  commandStarted(command: StartedCommand): void {
    this.#quietly(() => {
      const { terminal, guest } = command;
      for (const take of this.#takes) if (take.parts.terminal === terminal) this.#finish(take);
      const take = this.#begin(command);
      for (const other of guest === undefined ? this.#takes : []) {
        if (other.parts.terminal !== undefined || other.endedAt !== undefined) continue;
        if (other.parts.startedAt < take.parts.startedAt - leadMs) this.#finish(other);
        else this.#takeOver(other, take);
      }
      this.#tell(take);
    });
  }

  /** A command is over. */
  commandEnded({ line, terminal, exitCode }: EndedCommand): void {
    this.#quietly(() => {
      const take = [...this.#takes].findLast(
        ({ parts, endedAt }) => parts.terminal === terminal && endedAt === undefined,
      );
      if (take === undefined || take.parts.line !== line) return;
      take.exitCode = exitCode;
      this.#finish(take);
    });
  }

  /** What was called by now belongs to no command that comes: a reset has typed it. */
  passOver(): void {
    this.#quietly(() => {
      for (const take of this.#takes) if (take.parts.terminal === undefined) this.#finish(take);
    });
  }

  /** Looks how things are, for the next command: a session that polls does it. */
  async look(): Promise<void> {
    const { host } = this.#watches;
    if (this.#finishing.size === 0 && host.lookedAt < Date.now() - freshMs) await host.look();
  }

  /** Waits until what has ended is kept. */
  async settled(): Promise<void> {
    await Promise.all(this.#finishing.values());
    await this.#archive.settled();
  }

  /** Ends listening; a recording that lasts is kept as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#telling);
    this.#subscription?.dispose();
    this.#news.dispose();
    this.#quiet[Symbol.dispose]();
    for (const take of this.#takes) {
      if (take.endedAt === undefined) {
        take.note(t('The lab was closed while this command ran.'));
        take.endedAt = Date.now();
      }
      this.#keep(take);
    }
    await this.#watches[Symbol.asyncDispose]();
    await Promise.all(this.#finishing.values());
    await this.#archive.settled();
    this.#changed.dispose();
  }

  #all(): readonly Recording[] {
    const live = [...this.#live.keys()].flatMap((take) => this.#soFar(take) ?? []);
    return [...this.#archive.all, ...live].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** A recording that lasts, made only for somebody who asks: it costs as much as it has to tell. */
  #soFar(take: Take): Recording | undefined {
    const known = this.#live.get(take);
    if (known !== undefined) return known;
    this.#quietly(() => {
      const start = performance.now();
      this.#live.set(take, this.#record(take));
      this.#makingMs = performance.now() - start;
    });
    return this.#live.get(take);
  }

  #begin(command: StartedCommand | undefined): Take {
    const step = this.#parts.step();
    const { line = '', terminal } = command ?? {};
    const notBefore = terminal === undefined ? undefined : this.#ends.get(terminal);
    const take = new Take({
      line,
      ...(terminal === undefined ? {} : { terminal }),
      startedAt: Date.now(),
      ...(notBefore === undefined ? {} : { notBefore }),
      names: this.#news.names,
      ...this.#whereOf(command),
      context: { labId: this.#parts.labId, ...(step === undefined ? {} : { step }) },
    });
    this.#takes.add(take);
    return take;
  }

  #whereOf(
    command: StartedCommand | undefined,
  ): Pick<TakeParts, 'machine' | 'place' | 'watch' | 'api' | 'engine'> {
    const { guest, pid } = command ?? {};
    if (guest !== undefined) {
      const watch = this.#watches.guest(guest);
      return { machine: guest, place: { kind: 'guest', name: guest }, watch, api: unheard() };
    }
    const { host: watch } = this.#watches;
    const container = this.#parts.workbench();
    if (container !== undefined && command !== undefined) {
      const place = { kind: 'workbench', container } as const;
      return { machine: 'workbench', place, watch, api: unheard() };
    }
    const shell = watch.sharesPids ? pid : undefined;
    const { version } = this.#news;
    return {
      machine: 'host',
      place: { kind: 'host', ...(shell === undefined ? {} : { shell }) },
      watch,
      api: this.#parts.onDidHear === undefined ? unheard() : heard,
      ...(version === undefined ? {} : { engine: version }),
    };
  }

  #hear(call: HeardCall): void {
    // Of a recording that has ended there may be more to tell, and nobody to hear it.
    if (call.stage !== 'asked' && !this.#isKnown(call)) return;
    const takes = this.#takesOf(call);
    for (const take of takes) {
      take.hear(call);
      for (const container of take.containers) this.#known.add(container);
    }
    this.#quiet.disturb();
    this.#soon();
  }

  #isKnown({ id }: HeardCall): boolean {
    return [...this.#takes].some(({ calls }) => calls.has(id));
  }

  /** Where several commands run each gets the call, until it is known whose it is. */
  #takesOf({ connection }: HeardCall): readonly Take[] {
    const known = this.#callers.of(connection);
    if (known.length > 0) return known;
    const open = [...this.#takes].filter(
      ({ endedAt, parts }) => endedAt === undefined && parts.place.kind === 'host',
    );
    const takes = open.length > 0 ? open : [this.#beginUnnamed()];
    this.#callers.set(connection, takes);
    return takes;
  }

  #beginUnnamed(): Take {
    const take = this.#begin(undefined);
    void this.#quiet
      .wait(quietMs, Infinity, () => !take.isCalling)
      .then(() => {
        if (this.#takes.has(take) && take.endedAt === undefined) this.#finish(take);
      });
    return take;
  }

  /** Calls that came before their command was told. */
  #takeOver(from: Take, to: Take): void {
    for (const call of from.calls.values()) to.hear(call);
    this.#callers.replace(from, to);
    this.#takes.delete(from);
    this.#live.delete(from);
    from[Symbol.dispose]();
  }

  #happen({ event }: HeardEvent): void {
    if (event.type !== 'container' || this.#known.has(event.id)) this.#quiet.disturb();
    this.#soon();
  }

  #finish(take: Take): void {
    take.endedAt ??= Date.now();
    if (take.parts.terminal !== undefined) this.#ends.set(take.parts.terminal, take.endedAt);
    if (this.#finishing.has(take)) return;
    const finished = this.#wind(take)
      .catch((error: unknown) => this.#parts.log.error('a recording could not be ended', error))
      .finally(() => this.#finishing.delete(take));
    this.#finishing.set(take, finished);
  }

  async #wind(take: Take): Promise<void> {
    const { watch } = take.parts;
    await this.#quiet.wait(settle.quietMs, settle.limitMs);
    await watch.flush();
    if (!this.#takes.has(take)) return;
    take.end(await watch.look());
    if (this.#takes.has(take)) this.#keep(take);
  }

  #keep(take: Take): void {
    const recording = this.#record(take);
    this.#takes.delete(take);
    this.#live.delete(take);
    take[Symbol.dispose]();
    this.#callers.forget(take);
    this.#archive.add(recording);
    this.#changed.fire(newsOf(take));
  }

  #record(take: Take): Recording {
    const sharers = this.#callers.sharersOf(take);
    if (sharers.length > 0) {
      for (const each of sharers) each.attribute(...this.#newsOf(each));
      this.#callers.tellApart();
    }
    const notes = this.#callers.sharersOf(take).length > 0 ? [ofEither()] : [];
    return take.recording(...this.#newsOf(take), notes);
  }

  #newsOf({ beganAt, parts }: Take): [readonly HeardEvent[], number | undefined] {
    const events = parts.place.kind === 'guest' ? [] : this.#news.since(beganAt - 10_000);
    return [events, parts.watch.sharesPids ? this.#news.process : undefined];
  }

  #tell(take: Take): void {
    this.#live.set(take, undefined);
    this.#changed.fire(newsOf(take));
  }

  #soon(): void {
    if (this.#hasEnded || this.#takes.size === 0) return;
    const waitMs = Math.max(tellMs, restTimes * this.#makingMs);
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#quietly(() => this.#takes.forEach((take) => this.#tell(take)));
    }, waitMs);
  }

  /** Whatever goes wrong in here, the session goes on. */
  #quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#parts.log.error('the recorder failed', error);
    }
  }
}

function newsOf({ id, endedAt }: Take): RecordingNews {
  return endedAt === undefined ? { id } : { id, endedAt };
}
