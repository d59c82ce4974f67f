/**
 * The tape's clock beside this machine's. A mark that was asked for at one moment and heard at another was made in
 * between: each one says between which bounds the difference of the clocks lies, whatever machine the kernel runs on.
 */
export class TapeClock {
  #lowMs = -Infinity;
  #highMs = Infinity;
  #differenceMs = 0;

  /** How far off a time may be. */
  get doubtMs(): number {
    return (this.#highMs - this.#lowMs) / 2;
  }

  /** Learns from a mark; where it contradicts the ones before, a clock was set, and only the new one counts. */
  learn(askedAt: number, seconds: number, heardAt: number): void {
    const [low, high] = [askedAt - seconds * 1000, heardAt - seconds * 1000];
    const isContradiction = low > this.#highMs || high < this.#lowMs;
    this.#lowMs = isContradiction ? low : Math.max(low, this.#lowMs);
    this.#highMs = isContradiction ? high : Math.min(high, this.#highMs);
    if (this.#differenceMs < this.#lowMs || this.#differenceMs > this.#highMs) {
      this.#differenceMs = (this.#lowMs + this.#highMs) / 2;
    }
  }

  /** Milliseconds since the epoch, by this machine's clock. */
  at(seconds: number): number {
    return seconds * 1000 + this.#differenceMs;
  }
}
