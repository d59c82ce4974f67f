import type { Interest } from './exchange.ts';

const maxJsonBytes = 1024 * 1024;
const maxTailBytes = 64 * 1024;

/** Keeps a body as far as it is of interest: a JSON body that is not too long, or the last part of a long one. */
export class BodyKeeper {
  readonly #interest: Interest;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isTooLong = false;

  constructor(interest: Interest) {
    this.#interest = interest;
  }

  keep(part: Buffer): void {
    if (this.#interest === 'nothing' || this.#isTooLong) return;
    this.#parts.push(Buffer.from(part));
    this.#bytes += part.length;
    if (this.#interest === 'json' && this.#bytes > maxJsonBytes) {
      this.#isTooLong = true;
      this.#parts = [];
    }
    if (this.#interest === 'tail' && this.#bytes > 2 * maxTailBytes) {
      this.#parts = [Buffer.concat(this.#parts).subarray(-maxTailBytes)];
      this.#bytes = maxTailBytes;
    }
  }

  get text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}
