import type { Log } from '../base/log.ts';

/** How a loop paces itself, in milliseconds. */
export interface Pace {
  /** From the first trigger to the look: what one command causes arrives together. */
  readonly debounceMs: number;
  /** From one look to the next when nothing was announced: the safety net. */
  readonly pollMs: number;
}

const usualPace: Pace = { debounceMs: 150, pollMs: 2_000 };

/**
 * Looks soon after something happened, and now and then when nothing was announced. One look at a time; what happens
 * during a look causes one more after it.
 */
export class Loop implements AsyncDisposable {
  readonly #look: (signal: AbortSignal) => Promise<void>;
  readonly #log: Log;
  readonly #pace: Pace;
  readonly #ended = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #dueAt = Infinity;
  #turns: Promise<unknown> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(look: (signal: AbortSignal) => Promise<void>, log: Log, pace = usualPace) {
    this.#look = look;
    this.#log = log;
    this.#pace = pace;
    this.within(pace.pollMs);
  }

  /** Something happened: looks within the debounce time. */
  trigger(): void {
    this.within(this.#pace.debounceMs);
  }

  /** Looks again no later than this many milliseconds from now. */
  within(delayMs: number): void {
    const dueAt = performance.now() + delayMs;
    if (this.#ended.signal.aborted || dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      void this.now();
    }, delayMs);
  }

  /** Looks at once, after what is going on, and gives when that is done. Never rejects. */
  now(): Promise<void> {
    this.#waiting ??= this.alone(async () => {
      this.#waiting = undefined;
      await this.#lookOnce();
    });
    return this.#waiting;
  }

  /** Does this while nobody looks: after what is going on, and before the next look. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {});
    return turn;
  }

  /** Ends the look that is going on; no other begins. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    clearTimeout(this.#timer);
    await this.#turns;
  }

  async #lookOnce(): Promise<void> {
    const { signal } = this.#ended;
    if (signal.aborted) return;
    try {
      await this.#look(signal);
    } catch (error) {
      if (!signal.aborted) this.#log.error('a look at the lab failed', error);
    } finally {
      this.within(this.#pace.pollMs);
    }
  }
}
