import { Emitter, type Disposable, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/facts.ts';
import type { HeardCall } from '../engine/relay/recordedCall.ts';
import type { Probe } from '../kernel/probe.ts';
import { findEngineProcess } from '../machine/engineIsHere.ts';
import { Archive } from './archive.ts';
import type { HeardEvent } from './attribution/sceneOf.ts';
import type { EndedCommand, StartedCommand } from './command.ts';
import { ContainerNames } from './containerNames.ts';
import { KernelWatch, leadMs, type OpenTape } from './kernelWatch.ts';
import { headOf, type LaneState, type Recording, type RecordingHead } from './recording.ts';
import { Take } from './take.ts';

/** What a recorder listens to. */
export interface RecorderParts {
  /** Where recordings are kept. */
  readonly folder: string;
  readonly labId: string;
  /** Absent where there is none; likewise who hears its calls, the probe of its kernel and the tape. */
  readonly engine?: Pick<Engine, 'endpoint' | 'onDidHappen' | 'containers' | 'info'> | undefined;
  readonly onDidHear?: Event<HeardCall> | undefined;
  readonly probe?: Probe | undefined;
  readonly openTape?: OpenTape | undefined;
  /** The ID of the open step. */
  step(): string | undefined;
  /** The ID of the workbench's container, while the lab is done in one. */
  workbench(): string | undefined;
  readonly log: Log;
}

/** How often a recording that lasts is told anew, at most. */
const tellMs = 250;
/** Calls that came without a command are over when nothing more came for so long. */
const quietMs = 1_000;
/** After a command the engine settles: until it was quiet for so long, and no longer than this. */
const settle = { quietMs: 300, limitMs: 5_000 };
const mostEngineEvents = 2_000;

/**
 * Joins the calls, programs, system calls and changes of each command of a session into one recording. What it cannot
 * see it says; that it fails disturbs nobody.
 */
export class Recorder implements AsyncDisposable {
  readonly #parts: RecorderParts;
  readonly #archive: Archive;
  readonly #names = new ContainerNames();
  readonly #changed = new Emitter<RecordingHead>();
  readonly #watch: KernelWatch;
  /** Containers that commands of this session were about. */
  readonly #known = new Set<string>();
  readonly #takes = new Set<Take>();
  readonly #finishing = new Map<Take, Promise<void>>();
  readonly #ofConnection = new Map<number, readonly Take[]>();
  readonly #live = new Map<Take, Recording>();
  /** When the last command of each terminal was over. */
  readonly #ends = new Map<string, number>();
  readonly #happened = new Emitter<void>();
  #subscriptions: readonly Disposable[] = [];
  #events: HeardEvent[] = [];
  #engineVersion: string | undefined;
  #engineProcess: number | undefined;
  #telling: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** Tells of each recording that began, went on or ended. */
  readonly onDidChange: Event<RecordingHead> = this.#changed.event;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#archive = new Archive(parts.folder, parts.log);
    this.#watch = new KernelWatch(parts.probe, (id) => this.#known.has(id), parts.log);
  }

  /** Begins to listen. Never rejects. */
  async open(): Promise<void> {
    const { engine, onDidHear, openTape } = this.#parts;
    this.#subscriptions = [
      engine?.onDidHappen((event) => this.#quietly(() => this.#happen(event))),
      onDidHear?.((call) => this.#quietly(() => this.#hear(call))),
      this.#watch.onDidWrite(() => this.#soon()),
    ].filter((subscription) => subscription !== undefined);
    await Promise.all([this.#archive.open(), this.#watch.open(openTape), this.#learnEngine()]);
  }

  /** All that are kept and those that last, the newest first. */
  get recordings(): readonly RecordingHead[] {
    return this.#all().map(headOf);
  }

  async recording(id: string): Promise<Recording | undefined> {
    return this.#all().find((each) => each.id === id);
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
      const { line, terminal, pid } = command;
      for (const take of this.#takes) if (take.parts.terminal === terminal) this.#finish(take);
      const take = this.#begin(line, terminal, pid);
      for (const other of this.#takes) {
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

  /** Looks how things are while nothing is to be recorded: a session that polls does it. */
  async look(): Promise<void> {
    if (this.#finishing.size === 0) await this.#watch.look();
  }

  /** Waits until what has ended is kept. */
  async settled(): Promise<void> {
    await Promise.all(this.#finishing.values());
    await this.#archive.settled();
  }

  /** Forgets all recordings. */
  async clear(): Promise<void> {
    await this.#archive.clear();
  }

  /** Ends listening; a recording that lasts is kept as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearTimeout(this.#telling);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#happened.fire();
    for (const take of this.#takes) {
      if (take.endedAt === undefined) {
        take.note(t('The lab was closed while this command ran.'));
        take.endedAt = Date.now();
      }
      this.#keep(take);
    }
    await this.#watch[Symbol.asyncDispose]();
    await Promise.all(this.#finishing.values());
    await this.#archive.settled();
    this.#changed.dispose();
  }

  #all(): readonly Recording[] {
    return [...this.#archive.all, ...this.#live.values()].sort((a, b) => b.startedAt - a.startedAt);
  }

  #begin(line: string, terminal: string | undefined, pid: number | undefined): Take {
    const { labId, onDidHear } = this.#parts;
    const step = this.#parts.step();
    const workbench = this.#parts.workbench();
    const shell = this.#watch.sharesPids ? pid : undefined;
    const notBefore = terminal === undefined ? undefined : this.#ends.get(terminal);
    const take = new Take({
      line,
      ...(terminal === undefined ? {} : { terminal }),
      startedAt: Date.now(),
      ...(notBefore === undefined ? {} : { notBefore }),
      machine: workbench === undefined ? 'host' : 'workbench',
      place:
        workbench === undefined
          ? { kind: 'host', ...(shell === undefined ? {} : { shell }) }
          : { kind: 'workbench', container: workbench },
      watch: this.#watch,
      names: this.#names,
      api: onDidHear === undefined ? unheard() : heard,
      context: {
        labId,
        ...(step === undefined ? {} : { step }),
        ...(this.#engineVersion === undefined ? {} : { engine: this.#engineVersion }),
      },
    });
    this.#takes.add(take);
    return take;
  }

  #hear(call: HeardCall): void {
    // Of a recording that has ended there may be more to tell, and nobody to hear it.
    if (call.stage !== 'asked' && !this.#isKnown(call)) return;
    const takes = this.#takesOf(call);
    for (const take of takes) {
      take.hear(call);
      for (const container of take.containers) this.#known.add(container);
    }
    this.#happened.fire();
    this.#soon();
  }

  #isKnown({ id }: HeardCall): boolean {
    return [...this.#takes].some(({ calls }) => calls.has(id));
  }

  #takesOf({ connection }: HeardCall): readonly Take[] {
    const known = this.#ofConnection.get(connection)?.filter((take) => this.#takes.has(take));
    if (known !== undefined && known.length > 0) return known;
    const open = [...this.#takes].filter(({ endedAt }) => endedAt === undefined);
    if (open.length > 1) {
      for (const take of open) take.note(t('Two commands ran at once: calls may be of either.'));
    }
    const takes = open.length > 0 ? open : [this.#beginUnnamed()];
    this.#ofConnection.set(connection, takes);
    return takes;
  }

  #beginUnnamed(): Take {
    const take = this.#begin('', undefined, undefined);
    void this.#isQuiet(quietMs, Infinity, () => !take.isCalling).then(() => {
      if (this.#takes.has(take) && take.endedAt === undefined) this.#finish(take);
    });
    return take;
  }

  /** Calls that came before their command was told. */
  #takeOver(from: Take, to: Take): void {
    for (const call of from.calls.values()) to.hear(call);
    for (const [connection, takes] of this.#ofConnection) {
      this.#ofConnection.set(
        connection,
        takes.map((take) => (take === from ? to : take)),
      );
    }
    this.#takes.delete(from);
    this.#live.delete(from);
    from[Symbol.dispose]();
  }

  #happen(event: EngineEvent): void {
    this.#names.hear(event);
    if (event.action === 'reconnected') void this.#learnEngine();
    this.#events.push({ at: Date.now(), event });
    if (this.#events.length > 2 * mostEngineEvents) {
      this.#events = this.#events.slice(-mostEngineEvents);
    }
    this.#happened.fire();
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
    await this.#isQuiet(settle.quietMs, settle.limitMs, () => true);
    await this.#watch.flush();
    if (!this.#takes.has(take)) return;
    take.end(await this.#watch.look());
    if (this.#takes.has(take)) this.#keep(take);
  }

  #keep(take: Take): void {
    const recording = this.#record(take);
    this.#takes.delete(take);
    this.#live.delete(take);
    take[Symbol.dispose]();
    this.#archive.add(recording);
    this.#changed.fire(headOf(recording));
  }

  #record(take: Take): Recording {
    const since = take.beganAt - 10_000;
    const events = this.#events.filter(({ at }) => at >= since);
    return take.recording(events, this.#watch.sharesPids ? this.#engineProcess : undefined);
  }

  #tell(take: Take): void {
    const recording = this.#record(take);
    this.#live.set(take, recording);
    this.#changed.fire(headOf(recording));
  }

  #soon(): void {
    if (this.#hasEnded || this.#takes.size === 0) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#quietly(() => this.#takes.forEach((take) => this.#tell(take)));
    }, tellMs);
  }

  /** Resolves when nothing was heard of the engine for so long, and no later than the limit. */
  #isQuiet(forMs: number, limitMs: number, isSo: () => boolean): Promise<void> {
    const deadline = Date.now() + limitMs;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      };
      const wait = (): NodeJS.Timeout =>
        setTimeout(
          () => {
            if (isSo() || Date.now() >= deadline) done();
            else timer = wait();
          },
          Math.max(Math.min(forMs, deadline - Date.now()), 0),
        );
      let timer = wait();
      const subscription = this.#happened.event(() => {
        clearTimeout(timer);
        if (this.#hasEnded) done();
        else timer = wait();
      });
    });
  }

  /** What it is now: after a restart its process is another. */
  async #learnEngine(): Promise<void> {
    const { engine, log } = this.#parts;
    if (engine === undefined) return;
    const limit = AbortSignal.timeout(10_000);
    try {
      this.#engineProcess = await findEngineProcess(engine.endpoint);
      this.#engineVersion = (await engine.info(limit)).version;
      for (const container of await engine.containers(limit)) this.#names.know(container);
    } catch (error) {
      log.warn(`the recorder does not know the engine: ${String(error)}`);
    }
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

const heard: LaneState = { isSeen: true, notes: [], lost: 0 };

function unheard(): LaneState {
  return { isSeen: false, notes: [t('No engine is listened to here.')], lost: 0 };
}
