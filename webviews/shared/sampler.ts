import type { Disposable } from '../../extension/core/base/event.ts';

/**
 * Reads again and again while started: one reading after the other, never two at once, each begun `periodMs`
 * after the one before began, or as soon as somebody asks. Stopping aborts the reading that is under way.
 */
export class Sampler implements Disposable {
  readonly #read: (signal: AbortSignal) => Promise<void>;
  readonly #periodMs: () => number;
  #running: AbortController | undefined;
  /** Settles when the loops started so far have ended: a new one waits for a reading that is slow to abort. */
  #ended = Promise.resolve();
  #isWanted = false;
  #wake: (() => void) | undefined;

  /** `read` deals with its own failures. */
  constructor(read: (signal: AbortSignal) => Promise<void>, periodMs: number | (() => number)) {
    this.#read = read;
    this.#periodMs = typeof periodMs === 'number' ? () => periodMs : periodMs;
  }

  start(): void {
    if (this.#running !== undefined) return;
    const { signal } = (this.#running = new AbortController());
    this.#ended = this.#ended.then(() => this.#loop(signal));
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#wake?.();
  }

  /** Reads at once, or right after the reading that is under way. Does nothing while stopped. */
  soon(): void {
    this.#isWanted = true;
    this.#wake?.();
  }

  dispose(): void {
    this.stop();
  }

  async #loop(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now();
      this.#isWanted = false;
      await this.#read(signal);
      const leftMs = this.#periodMs() - (performance.now() - began);
      if (!signal.aborted && !this.#isWanted) await this.#sleep(leftMs);
    }
  }

  #sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(durationMs, 0));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
