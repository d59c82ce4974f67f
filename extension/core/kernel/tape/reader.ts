import type { Readable, Writable } from 'node:stream';
import { tapeEnded, tapeSilent } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import { t } from '../../base/l10n.ts';
import type { Log } from '../../base/log.ts';
import { now } from '../../base/now.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import { describeBlindSpots, describeRefusal } from './absent.ts';
import { TapeClock } from './clock.ts';
import { TapeDecoder } from './decoder.ts';
import { parseTapeLine } from './line.ts';
import { readProgram, sayOwnKernel, type Program } from './ownKernel.ts';
import type { NoTape, Tape } from './tape.ts';
import type { TapeEvent } from './tapeEvent.ts';

/** A running `tapeScript`: what it gives, what it obeys, and the way to be rid of it. */
export interface TapeSource extends AsyncDisposable {
  readonly method: Tape['method'];
  /** Whether it holds lines back until the next one. */
  readonly gathers: boolean;
  readonly output: Readable;
  readonly input: Writable;
}

/** Begins to read; `NoTape` where the kernel refuses. The source goes with the tape, or at once. */
export async function readTape(
  source: TapeSource,
  log: Log,
  signal: AbortSignal,
): Promise<Tape | NoTape> {
  const reader = new TapeReader(source, log);
  try {
    const refusal = await reader.open(signal);
    if (refusal === undefined) return reader;
    await reader[Symbol.asyncDispose]();
    return describeRefusal(refusal);
  } catch (error) {
    await reader[Symbol.asyncDispose]();
    throw error;
  }
}

/** An emulated guest on a busy machine answers within this time, or not at all. */
const answerLimitMs = 20_000;
/** Removing an instance waits until no processor writes to it any more. */
const endLimitMs = 10_000;
/** A path has at most 4096 bytes (PATH_MAX): what is longer than this is no line. */
const maxLineLength = 65_536;
/** Each one tells a little better how far the clocks are apart. */
const firstMarks = 5;

/** Soon enough for who looks on; to read what gathered costs less than to read it piece by piece. */
const gatherMs = 150;
const execEvent = 'sched_process_exec';
const markEvent = 'tracing_mark_write';
const execLine = /(\d+\.\d+): sched_process_exec: filename=.* pid=(\d+) old_pid=/g;

interface Mark {
  readonly askedAt: number;
  readonly settle: (error?: Error) => void;
}

class TapeReader implements Tape {
  readonly ended: Promise<string>;
  readonly #source: TapeSource;
  readonly #log: Log;
  readonly #clock = new TapeClock();
  readonly #decoder = new TapeDecoder(this.#clock);
  readonly #writes = new Emitter<readonly TapeEvent[]>();
  readonly onDidWrite = this.#writes.event;
  readonly #marks = new Map<string, Mark>();
  readonly #absent = new Set<string>();
  readonly #greeting: Promise<string>;
  #greet: ((line: string) => void) | undefined;
  #end: (reason: string) => void = () => {};
  readonly #received: Buffer[] = [];
  /** Programs that began, by when and in which process. */
  readonly #glimpses = new Map<string, Program | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #rest = '';
  /** Whether the source may hold something back: it comes with what follows, or with a mark when all is quiet. */
  #isHeld = false;
  #isHere = false;
  #countsAlike = false;
  #endedWhy: string | undefined;

  constructor(source: TapeSource, log: Log) {
    this.#source = source;
    this.#log = log;
    this.#greeting = new Promise((resolve) => (this.#greet = resolve));
    this.ended = new Promise((resolve) => (this.#end = resolve));
    const { output, input } = source;
    const end = (): void => this.#finish(t('The program that reads it has ended.'));
    output.on('data', (chunk: Buffer) => this.#receive(chunk));
    output.once('end', end).once('close', end);
    for (const stream of [output, input]) {
      stream.on('error', (error) => this.#finish(error.message));
    }
  }

  get method(): Tape['method'] {
    return this.#source.method;
  }

  get sharesPids(): boolean {
    return this.#isHere && this.#countsAlike;
  }

  get blindSpots(): readonly string[] {
    return describeBlindSpots(this.#absent);
  }

  /** Waits until the script reads, and learns what was there before; gives what it said when it cannot. */
  async open(signal: AbortSignal): Promise<string | undefined> {
    const greeting = await orAborted(this.#greeting, signal);
    if (!greeting.startsWith('tape ')) return greeting.replace(/^no /, '');
    this.#isHere = greeting === `tape ${sayOwnKernel() ?? ''}`;
    for (let count = 0; count < firstMarks; count++) await this.flush(signal);
    this.#order('threads');
    await this.flush(signal);
    this.#log.debug(`the tape's clock is known to ${this.#clock.doubtMs.toFixed(3)} ms`);
    return undefined;
  }

  async flush(signal: AbortSignal): Promise<void> {
    if (this.#endedWhy !== undefined) throw tapeEnded(this.#endedWhy);
    const word = crypto.randomUUID();
    const heard = new Promise<void>((resolve, reject) => {
      const settle = (error?: Error): void => (error ? reject(error) : resolve());
      this.#marks.set(word, { askedAt: now(), settle });
    });
    try {
      this.#order(`mark ${word}`);
      await orAborted(heard, signal);
    } finally {
      this.#marks.delete(word);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writes.dispose();
    if (this.#endedWhy === undefined) {
      const closed = new Promise<string>((resolve) => (this.#end = resolve));
      this.#source.input.end();
      await orAborted(closed, timeLimit(endLimitMs)).catch(() => {
        this.#log.warn('the program that reads the tape does not end');
      });
    }
    await this.#source[Symbol.asyncDispose]();
  }

  #order(line: string): void {
    // Who was told to end takes no more orders.
    if (this.#source.input.writable) this.#source.input.write(`${line}\n`);
  }

  #finish(reason: string): void {
    if (this.#endedWhy !== undefined) return;
    this.#take();
    clearTimeout(this.#timer);
    this.#endedWhy = reason;
    for (const { settle } of this.#marks.values()) settle(tapeEnded(reason));
    this.#greet?.(this.#rest.trim());
    this.#end(reason);
  }

  /** The kernel gives some hundred chunks for one container: it is cheaper to look at many of them together. */
  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    if (this.sharesPids && chunk.includes(execEvent)) this.#glimpse(chunk.toString('latin1'));
    if (this.#greet !== undefined || this.#marks.size > 0) this.#take();
    else this.#timer ??= setTimeout(() => this.#take(), gatherMs);
  }

  /**
   * A program may end at once, and with it the way to its arguments: they are read before all else. Of those before the
   * last of a process nobody can tell any more.
   */
  #glimpse(lines: string): void {
    const begun = [...lines.matchAll(execLine)].map(([, seconds, pid]) => ({
      key: keyOf(Number(seconds), Number(pid)),
      pid: Number(pid),
    }));
    const last = new Map(begun.map(({ key, pid }) => [pid, key]));
    for (const { key, pid } of begun) {
      this.#glimpses.set(key, last.get(pid) === key ? readProgram(pid) : undefined);
    }
  }

  #take(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isHeld && this.#received.length === 0) this.#order('mark -');
    const lines = (this.#rest + Buffer.concat(this.#received.splice(0)).toString('latin1')).split(
      '\n',
    );
    this.#rest = lines.pop() ?? '';
    if (this.#greet && lines.length > 0) {
      this.#greet(lines.shift() ?? '');
      this.#greet = undefined;
    }
    const events = lines.flatMap((line) => this.#read(line));
    this.#isHeld = this.#source.gathers && lines.some((line) => !line.includes(markEvent));
    if (this.#isHeld) this.#timer = setTimeout(() => this.#take(), gatherMs);
    if (this.#rest.length > maxLineLength) {
      this.#rest = '';
      events.push(this.#decoder.lose(1));
    }
    this.#glimpses.clear();
    if (events.length > 0) this.#tell(events);
  }

  #read(line: string): readonly TapeEvent[] {
    if (line === '') return [];
    const parsed = parseTapeLine(line);
    if (!parsed) {
      this.#log.debug(`not understood on the tape: ${line}`);
      return [this.#decoder.lose(1)];
    }
    if (parsed.kind === 'lost') this.#order('threads'); // some may have begun unseen
    if (parsed.kind !== 'event' || parsed.event !== markEvent) {
      const events = this.#decoder.take(parsed);
      return parsed.kind === 'lost' ? events : events.map((e) => this.#withArgs(e, parsed.seconds));
    }
    const [what, ...words] = parsed.text.split(' ');
    if (what === 'isolab-absent') this.#absent.add(words.join(' '));
    if (what === 'isolab-mark') this.#hearMark(words, parsed);
    if (what === 'isolab-threads' && this.#countsAlike) this.#hearThreads(words);
    return [];
  }

  #hearMark([word = '', pid]: readonly string[], at: { tid: number; seconds: number }): void {
    const mark = this.#marks.get(word);
    if (!mark) return;
    this.#countsAlike = at.tid === Number(pid);
    this.#clock.learn(mark.askedAt, at.seconds, now());
    mark.settle();
  }

  #hearThreads(threads: readonly string[]): void {
    for (const thread of threads) {
      const [, pid, tid] = /^(\d+)\/task\/(\d+)$/.exec(thread) ?? [];
      if (pid !== undefined) this.#decoder.threads.add(Number(tid), Number(pid));
    }
  }

  /** Adds argv to the beginning of a program, unless the process runs something else by now. */
  #withArgs(event: TapeEvent, seconds: number): TapeEvent {
    if (event.kind !== 'exec' || !this.sharesPids) return event;
    const key = keyOf(seconds, event.pid);
    // A line that came in two parts was not glimpsed.
    const program = this.#glimpses.has(key) ? this.#glimpses.get(key) : readProgram(event.pid);
    return program?.name === event.name ? { ...event, args: program.args } : event;
  }

  #tell(events: readonly TapeEvent[]): void {
    try {
      this.#writes.fire(events);
    } catch (error) {
      this.#log.error('somebody who listens to the tape failed', error);
    }
  }
}

/** Tells the beginning of a program from others: when, by the tape's clock, and in which process. */
function keyOf(seconds: number, pid: number): string {
  return `${seconds}/${pid}`;
}

/** Waits for the promise, for as long as the signal and the limit for answers allow. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const limit = timeLimit(answerLimitMs);
  const either = AbortSignal.any([signal, limit]);
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(limit.aborted ? tapeSilent() : (signal.reason as Error));
    either.addEventListener('abort', abort);
    if (either.aborted) abort();
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    either.removeEventListener('abort', abort);
  }
}
