/** A request to build has some hundred bytes. What is longer is something else, and not kept. */
const maxMessageBytes = 1024 * 1024;

/** Reads the first message of one direction of a gRPC call; a call of one question and one answer has no other. */
export class FirstMessage {
  #bytes: Buffer = Buffer.alloc(0);
  #isDone = false;

  /** The message, once, when it is whole. Throws when it cannot be read. */
  read(data: Buffer): Buffer | undefined {
    if (this.#isDone) return undefined;
    this.#bytes = Buffer.concat([this.#bytes, data]);
    // gRPC over HTTP2, "Length-Prefixed-Message": one byte for compression, four for the length.
    if (this.#bytes.length < 5) return undefined;
    const length = this.#bytes.readUInt32BE(1);
    if (this.#bytes.readUInt8(0) !== 0) throw new Error('a compressed gRPC message');
    const isTooLong = length > maxMessageBytes;
    if (this.#bytes.length < 5 + length && !isTooLong) return undefined;
    const message = this.#bytes.subarray(5, 5 + length);
    this.#isDone = true;
    this.#bytes = Buffer.alloc(0);
    return isTooLong ? undefined : message;
  }
}
