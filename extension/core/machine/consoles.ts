import { Duplex } from 'node:stream';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Vm } from '../qemu/vm.ts';
import { ShellMarks, type ShellMark } from './shellMarks.ts';

/** A person's or a program's place at a console of a guest; disposing leaves it, and what runs there runs on. */
export interface Console extends Disposable {
  readonly number: number;
  /** Goes on when the guest moves to another QEMU; ends with the guest. */
  readonly stream: Duplex;
  resize(rows: number, columns: number): Promise<void>;
}

type Marked = (mark: ShellMark, console: number) => void;

/** The consoles of one guest. QEMU serves one reader at each: who comes next is given another. */
export class Consoles implements Disposable {
  readonly #vm: Vm;
  readonly #taken = new Set<number>();
  readonly #streams = new Set<Duplex>();
  readonly #marked: Marked;

  /** `marked` hears of each command line that begins or ends at one of them. */
  constructor(vm: Vm, marked: Marked) {
    this.#vm = vm;
    this.#marked = marked;
  }

  /** Sits down at this console, or at the first that nobody sits at; 0 is the serial line with the kernel's messages. */
  open(number: number | undefined, signal: AbortSignal): Promise<Console> {
    return this.#open(number, this.#marked, signal);
  }

  /** The same for Isolab itself: what is typed there is no command of the learner's. */
  openUnheard(signal: AbortSignal): Promise<Console> {
    return this.#open(undefined, () => {}, signal);
  }

  /** Presses Enter at each: a guest that was set back in time may have no shell at a console yet, or another prompt. */
  wake(): void {
    for (const stream of this.#streams) stream.write('\r');
  }

  /** Sends everybody away. */
  [Symbol.dispose](): void {
    for (const stream of this.#streams) stream.destroy();
  }

  async #open(number: number | undefined, marked: Marked, signal: AbortSignal): Promise<Console> {
    const chosen = number ?? this.#firstFree();
    if (chosen === undefined || this.#taken.has(chosen) || chosen >= this.#vm.consoles) {
      throw consoleTaken(this.#vm.spec.name, chosen, this.#vm.consoles - 1);
    }
    this.#taken.add(chosen);
    try {
      const stream = new LastingStream(
        this.#vm,
        (abort) => this.#vm.connectConsole(chosen, abort),
        await this.#vm.connectConsole(chosen, signal),
      );
      this.#streams.add(stream);
      stream.marked = (mark) => marked(mark, chosen);
      stream.once('close', () => {
        marked({ kind: 'ended' }, chosen);
        this.#streams.delete(stream);
        this.#taken.delete(chosen);
      });
      return {
        number: chosen,
        stream,
        resize: (rows, columns) =>
          this.#vm.resizeConsole(chosen, rows, columns, timeLimit(resizeLimitMs)),
        [Symbol.dispose]: () => void stream.destroy(),
      };
    } catch (error) {
      this.#taken.delete(chosen);
      throw error;
    }
  }

  #firstFree(): number | undefined {
    for (let number = 1; number < this.#vm.consoles; number++) {
      if (!this.#taken.has(number)) return number;
    }
    return undefined;
  }
}

const resizeLimitMs = 5_000;

/** A stream to a guest that takes up the next connection when one ends and the guest does not. */
class LastingStream extends Duplex {
  readonly #vm: Vm;
  readonly #connect: (signal: AbortSignal) => Promise<Duplex>;
  readonly #gone = new AbortController();
  readonly #marks = new ShellMarks();
  #inner: Duplex | undefined;
  marked = (_: ShellMark): void => {};

  constructor(vm: Vm, connect: (signal: AbortSignal) => Promise<Duplex>, inner: Duplex) {
    super();
    this.#vm = vm;
    this.#connect = connect;
    this.#take(inner);
  }

  override _read(): void {
    this.#inner?.resume();
  }

  // What is typed while the guest moves is lost, as at a terminal whose line is cut.
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (this.#inner?.writable !== true) done();
    else this.#inner.write(chunk, () => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#gone.abort();
    this.#inner?.destroy();
    done(error);
  }

  #take(inner: Duplex): void {
    this.#inner = inner;
    inner
      .on('data', (chunk: Buffer) => {
        if (!this.push(chunk)) inner.pause();
        for (const mark of this.#marks.read(chunk)) this.marked(mark);
      })
      .on('error', () => {}) // its close says all
      .once('close', () => void this.#reconnect())
      .once('end', () => void inner.destroy());
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#gone;
    while (!signal.aborted && hasConsoles.has(this.#vm.facts.status)) {
      const changed = nextChange(this.#vm, signal);
      const next = await this.#connect(signal).catch(() => undefined);
      if (next !== undefined) return this.#take(next);
      await changed;
    }
    if (!signal.aborted) this.push(null);
  }
}

const hasConsoles = new Set<Vm['facts']['status']>(['starting', 'running', 'paused', 'migrating']);

function nextChange(vm: Vm, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      subscription.dispose();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const subscription = vm.onDidChange(settle);
    signal.addEventListener('abort', settle);
  });
}

function consoleTaken(vm: string, number: number | undefined, last: number): IsolabError {
  return new IsolabError(
    'console-taken',
    number === undefined
      ? t('All consoles of {0} are in use.', vm)
      : t('Console {0} of {1} is in use, or there is none of this number.', number, vm),
    t('Close another terminal of it; there are consoles 0 to {0}.', last),
  );
}
