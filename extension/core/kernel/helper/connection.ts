import type { Duplex } from 'node:stream';
import { helperEnded, helperSilent } from '../../base/errors.ts';
import type { Answer } from './answer.ts';

interface Pending {
  readonly number: string;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** 5,000 processes with everything take two seconds on a busy machine. */
const answerLimitMs = 30_000;

/** Speaks the protocol of `helperScript` over its standard input and output; answers come in the order of requests. */
export class HelperConnection implements Disposable {
  readonly #stream: Duplex;
  readonly #pending: Pending[] = [];
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #wantedBytes = 0;
  #count = 0;
  #isOpen: boolean;

  constructor(stream: Duplex) {
    this.#stream = stream;
    this.#isOpen = !stream.destroyed && !stream.readableEnded;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.once('end', () => this.#fail(helperEnded()));
    stream.once('close', () => this.#fail(helperEnded()));
    stream.on('error', (error) => this.#fail(helperEnded(error)));
  }

  /** False once the helper has ended: another one is needed. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends one request. An answer that nobody waits for any more is read and forgotten. */
  ask(operation: string, paths: readonly string[], signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const number = String(++this.#count);
    const body = Buffer.from(paths.map((path) => `${path}\0`).join(''));
    return new Promise((resolve, reject) => {
      const abort = (): void => settle(() => reject(signal.reason));
      const timer = setTimeout(() => {
        settle(() => reject(helperSilent()));
        this.#fail(helperSilent());
      }, answerLimitMs);
      const settle = (tell: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        tell();
      };
      signal.addEventListener('abort', abort);
      this.#pending.push({
        number,
        resolve: (answer) => settle(() => resolve(answer)),
        reject: (error) => settle(() => reject(error)),
      });
      if (this.#isOpen) {
        this.#stream.write(
          Buffer.concat([Buffer.from(`${number} ${operation} ${body.length}\n`), body]),
        );
      } else this.#fail(helperEnded());
    });
  }

  /** Closes the helper's input, upon which it ends. */
  [Symbol.dispose](): void {
    this.#isOpen = false;
    this.#stream.end();
  }

  #take(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    while (this.#receivedBytes >= this.#wantedBytes && this.#takeAnswer());
  }

  /** Takes one whole answer out of what was received; false when it is not whole yet. */
  #takeAnswer(): boolean {
    const received = Buffer.concat(this.#received);
    this.#received = [received];
    const end = received.indexOf('\n');
    if (end < 0) return false;
    const head = received.toString('latin1', 0, end);
    const [, number, written, complaints] = /^(\d+) (\d+) (\d+)$/.exec(head) ?? [];
    const pending = this.#pending[0];
    if (!pending || number !== pending.number) {
      this.#fail(helperEnded(new Error(`the helper answered "${head.slice(0, 80)}"`)));
      return false;
    }
    const middle = end + 1 + Number(written);
    const whole = middle + Number(complaints);
    this.#wantedBytes = whole;
    if (received.length < whole) return false;
    this.#received = [received.subarray(whole)];
    this.#receivedBytes = received.length - whole;
    this.#wantedBytes = 1;
    this.#pending.shift();
    pending.resolve({
      written: received.toString('latin1', end + 1, middle),
      complaints: received.toString('latin1', middle, whole),
    });
    return true;
  }

  #fail(error: unknown): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#stream.destroy();
    }
    for (const pending of this.#pending.splice(0)) pending.reject(error);
  }
}
