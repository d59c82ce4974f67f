const headerBytes = 8;

/**
 * Takes apart what a container without a TTY writes: frames of stdout (1) and stderr (2), each with a header of
 * 8 bytes whose last four are the length, big endian (Docker Engine API, "Attach to a container"). Parts are told
 * in order as they come, cut wherever the chunks were cut.
 */
export class FrameReader {
  readonly #tell: (part: Buffer, stream: 'stdout' | 'stderr') => void;
  #pending: Buffer = Buffer.alloc(0);
  #left = 0;
  #stream: 'stdout' | 'stderr' = 'stdout';

  constructor(tell: (part: Buffer, stream: 'stdout' | 'stderr') => void) {
    this.#tell = tell;
  }

  /** Reads on. */
  read(chunk: Buffer): void {
    let rest = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (rest.length >= (this.#left === 0 ? headerBytes : 1)) {
      if (this.#left === 0) {
        this.#stream = rest[0] === 2 ? 'stderr' : 'stdout';
        this.#left = rest.readUInt32BE(4);
        rest = rest.subarray(headerBytes);
      } else {
        const part = rest.subarray(0, this.#left);
        this.#left -= part.length;
        rest = rest.subarray(part.length);
        this.#tell(part, this.#stream);
      }
    }
    this.#pending = rest;
  }
}
