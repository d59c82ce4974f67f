import { Emitter, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Probe } from '../kernel/probe.ts';
import type { NoTape, Tape } from '../kernel/tape/tape.ts';
import type { TapeEvent } from '../kernel/tape/tapeEvent.ts';
import {
  follow,
  fromSnapshot,
  type KnownProcess,
  type Processes,
} from './attribution/processes.ts';
import { lookAround, type Sight } from './changes/sight.ts';
import type { LaneState } from './recording.ts';

/** Opens the tape of a kernel, or says why there is none. */
export type OpenTape = (signal: AbortSignal) => Promise<Tape | NoTape>;

/** A command is told at most so late, and what it did by then is among the events before. */
export const leadMs = 2_000;
/** Of one command: more than a build makes; what comes after is counted. */
const mostEvents = 200_000;
/** A command is told late: the last sight may be of a time when it had begun. */
const mostSights = 3;
const openLimitMs = 30_000;
const lookLimitMs = 10_000;

/** What one kernel tells while somebody records: its tape, kept as far back as needed, and how it looked last. */
export class KernelWatch implements AsyncDisposable {
  readonly #probe: Probe | undefined;
  readonly #matters: (container: string) => boolean;
  readonly #log: Log;
  readonly #written = new Emitter<void>();
  readonly #ended = new AbortController();
  readonly #readers = new Set<Reader>();
  #tape: Tape | undefined;
  #trouble: NoTape;
  #processes = new Map<number, KnownProcess>();
  #events: TapeEvent[] = [];
  #sights: readonly Sight[] = [];
  #toldUntil = 0;

  /** Tells that something was written; not what. */
  readonly onDidWrite: Event<void> = this.#written.event;

  /** Of containers that matter the insides are looked at too. */
  constructor(probe: Probe | undefined, matters: (container: string) => boolean, log: Log) {
    this.#probe = probe;
    this.#matters = matters;
    this.#log = log;
    this.#trouble = { reason: t('This lab’s kernel is not listened to.'), fix: '' };
  }

  /** Opens its tape and looks around. Never rejects: a lane says what it cannot see. */
  async open(openTape: OpenTape | undefined): Promise<void> {
    const limit = AbortSignal.any([this.#ended.signal, timeLimit(openLimitMs)]);
    try {
      const tape = await openTape?.(limit);
      if (tape !== undefined && 'reason' in tape) this.#trouble = tape;
      else if (tape !== undefined) this.#take(tape);
    } catch (error) {
      this.#lose(error);
    }
    await this.look();
  }

  /** Whether its tape is read, and what that does not show. */
  get lane(): LaneState {
    if (this.#tape !== undefined) {
      return { isSeen: true, notes: this.#tape.blindSpots, lost: 0 };
    }
    const { reason, fix } = this.#trouble;
    return { isSeen: false, notes: [reason], ...(fix === '' ? {} : { fix }), lost: 0 };
  }

  get canTell(): boolean {
    return this.#tape !== undefined;
  }

  /** False where numbers of processes of this computer are others there. */
  get sharesPids(): boolean {
    return this.#tape?.sharesPids === true;
  }

  /** When it was looked at last. */
  get lookedAt(): number {
    return this.#sights.at(-1)?.snapshot.takenAt ?? 0;
  }

  /** Up to when the tape has been heard. */
  get toldUntil(): number {
    return this.#toldUntil;
  }

  /** Keeps what is written from a little before now until the reader is disposed. */
  read(): Reader {
    this.#trim();
    const reader = new Reader(new Map(this.#processes), this.#sights, (own) => {
      this.#readers.delete(own);
    });
    reader.take(this.#events);
    this.#readers.add(reader);
    return reader;
  }

  /** Waits for all that was written up to now. */
  async flush(): Promise<void> {
    const limit = AbortSignal.any([this.#ended.signal, timeLimit(lookLimitMs)]);
    const now = Date.now();
    try {
      await this.#tape?.flush(limit);
      if (this.#tape !== undefined) this.#toldUntil = Math.max(this.#toldUntil, now);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** Looks around; what was seen is how it was before the next command. Undefined where nobody can look. */
  async look(): Promise<Sight | undefined> {
    if (this.#probe === undefined) return undefined;
    const limit = AbortSignal.any([this.#ended.signal, timeLimit(lookLimitMs)]);
    try {
      const sight = await lookAround(this.#probe, this.#sights.at(-1), this.#matters, limit);
      if (this.#processes.size === 0) this.#processes = fromSnapshot(sight.snapshot.processes);
      this.#sights = [...this.#sights, sight].slice(-mostSights);
      return sight;
    } catch (error) {
      this.#complain(error);
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    const tape = this.#tape;
    this.#tape = undefined;
    await tape?.[Symbol.asyncDispose]();
    this.#written.dispose();
  }

  #take(tape: Tape): void {
    this.#tape = tape;
    tape.onDidWrite((events) => this.#write(events));
    void tape.ended.then((reason) => {
      if (this.#tape !== tape) return;
      this.#tape = undefined;
      this.#trouble = { reason, fix: t('Open the lab again to listen again.') };
    });
  }

  #write(events: readonly TapeEvent[]): void {
    for (const reader of this.#readers) reader.take(events);
    for (const event of events) this.#events.push(event);
    this.#toldUntil = events.at(-1)?.at ?? this.#toldUntil;
    if (this.#events.length > 1_000) this.#trim();
    if (this.#readers.size > 0) this.#written.fire();
  }

  /** Forgets what is older than a command can be told late, but for the processes that it left. */
  #trim(): void {
    const since = Date.now() - leadMs;
    let old = 0;
    for (const event of this.#events) {
      if (event.at >= since) break;
      follow(this.#processes, event);
      old++;
    }
    this.#events = this.#events.slice(old);
  }

  #lose(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    // A guest may be switched off just then; its lane says why nothing is seen.
    this.#log.warn(`the tape could not be opened: ${String(error)}`);
    const reason = error instanceof Error ? error.message : String(error);
    this.#trouble = { reason: t('The kernel cannot be listened to: {0}', reason), fix: '' };
  }

  #complain(error: unknown): void {
    if (!this.#ended.signal.aborted)
      this.#log.warn(`the recorder could not look: ${String(error)}`);
  }
}

/** What was written since one moment, and the processes that there were then. */
export class Reader implements Disposable {
  readonly processes: Processes;
  readonly events: TapeEvent[] = [];
  readonly #sights: readonly Sight[];
  /** So many more came than are kept. */
  lost = 0;
  readonly #gone: (reader: Reader) => void;

  constructor(processes: Processes, sights: readonly Sight[], gone: (reader: Reader) => void) {
    this.processes = processes;
    this.#sights = sights;
    this.#gone = gone;
  }

  /** How it looked the last time before this moment, which is not later than the beginning of reading. */
  sightBefore(at: number): Sight | undefined {
    return this.#sights.findLast(({ snapshot }) => snapshot.takenAt < at);
  }

  take(events: readonly TapeEvent[]): void {
    const room = Math.max(mostEvents - this.events.length, 0);
    for (const event of events.slice(0, room)) this.events.push(event);
    this.lost += Math.max(events.length - room, 0);
  }

  [Symbol.dispose](): void {
    this.#gone(this);
  }
}
