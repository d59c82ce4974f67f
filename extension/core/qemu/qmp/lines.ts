/** QEMU's answers are far smaller. A longer line is not QMP, or somebody wants our memory. */
const maxLineBytes = 16 * 1024 * 1024;

/**
 * Cuts a stream of bytes into the JSON objects of QMP, one a line (docs/interop/qmp-spec.rst, "Protocol
 * Specification"). A line that is not one ends the stream: after it nothing can be trusted.
 */
export class Lines {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** The messages that this part of the stream completes, in order; throws where it is not QMP. */
  take(chunk: Buffer): readonly object[] {
    const messages: object[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      const line = Buffer.concat(this.#parts).toString().trim();
      this.#parts = [];
      this.#bytes = 0;
      if (line !== '') messages.push(parseObject(line));
    }
    this.#keep(chunk.subarray(start));
    return messages;
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > maxLineBytes) throw new Error(`a line of more than ${maxLineBytes} bytes`);
  }
}

function parseObject(line: string): object {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`not a JSON object: ${line.slice(0, 80)}`);
  }
  return value;
}
