/** A frame of HTTP/2, as far as gRPC needs it. */
export interface Frame {
  readonly stream: number;
  /** What a DATA frame carries; nothing of other frames. */
  readonly data: Buffer;
  /** After it this side sends nothing more on the stream. */
  readonly isLast: boolean;
}

/** What a client begins with (RFC 9113, section 3.4). */
export const http2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** Both sides keep to 16 KiB unless they agree on more (RFC 9113, section 4.2). */
const maxFrameBytes = 1024 * 1024;

/** Cuts one direction of an HTTP/2 connection into frames, however it arrives (RFC 9113, section 4.1). */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);
  #preface: Buffer;

  constructor(preface: Buffer = Buffer.alloc(0)) {
    this.#preface = preface;
  }

  /** The frames that are whole with these bytes. Throws when they are no HTTP/2. */
  *read(chunk: Buffer): Generator<Frame> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (this.#rest.length < this.#preface.length) return;
    this.#skipPreface();
    while (this.#rest.length >= headBytes) {
      const length = this.#rest.readUIntBE(0, 3);
      if (length > maxFrameBytes) throw new Error(`a frame of ${length} bytes`);
      const end = headBytes + length;
      if (this.#rest.length < end) return;
      const frame = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      yield parseFrame(frame);
    }
  }

  #skipPreface(): void {
    const { length } = this.#preface;
    if (!this.#rest.subarray(0, length).equals(this.#preface)) throw new Error('no HTTP/2 preface');
    this.#rest = this.#rest.subarray(length);
    this.#preface = Buffer.alloc(0);
  }
}

const headBytes = 9;
const types = { data: 0, headers: 1, resetStream: 3 };
const flags = { endStream: 0x1, padded: 0x8 };

function parseFrame(frame: Buffer): Frame {
  const type = frame.readUInt8(3);
  const flagBits = frame.readUInt8(4);
  const ends = (flagBits & flags.endStream) !== 0;
  return {
    stream: frame.readUInt32BE(5) & 0x7fffffff,
    data:
      type === types.data ? withoutPadding(frame.subarray(headBytes), flagBits) : Buffer.alloc(0),
    isLast: type === types.resetStream || ((type === types.data || type === types.headers) && ends),
  };
}

function withoutPadding(payload: Buffer, flagBits: number): Buffer {
  if ((flagBits & flags.padded) === 0) return payload;
  return payload.subarray(1, payload.length - payload.readUInt8(0));
}
