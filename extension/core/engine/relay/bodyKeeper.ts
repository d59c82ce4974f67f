/** A create has some thousand bytes. What is longer is something else, and not kept. */
const maxBytes = 1024 * 1024;

/** Keeps a body that is not too long. */
export class BodyKeeper {
  #parts: Buffer[] = [];
  #bytes = 0;

  keep(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes > maxBytes) this.#parts = [];
    else this.#parts.push(Buffer.from(part));
  }

  /** What the body says; undefined where it was too long, or is no JSON. */
  get json(): unknown {
    try {
      return JSON.parse(Buffer.concat(this.#parts).toString()) as unknown;
    } catch {
      return undefined;
    }
  }
}
