/**
 * What an agent may send for one answer: the output of a program, of which it keeps 16 MiB of each kind
 * (GUEST_EXEC_MAX_OUTPUT in qga/commands.c), in base64.
 */
const maxReplyBytes = 48 * 1024 * 1024;

/** Begins the answer to guest-sync-delimited (docs/interop/qemu-ga-ref); it is no byte of any JSON text. */
const sentinel = 0xff;
const lineEnd = 0x0a;

/**
 * Cuts what an agent sends into answers, one a line. Until `skipToSentinel` has found its byte, everything is dropped
 * and nothing is kept: that may be the rest of an answer that nobody waits for any more, or a stranger's.
 */
export class Replies {
  #parts: Buffer[] = [];
  #bytes = 0;
  #isSkipping = true;

  /** Drops everything up to the next sentinel. */
  skipToSentinel(): void {
    this.#isSkipping = true;
    this.#forget();
  }

  /** The answers that this part of the stream completes; throws for one that is too long. */
  take(chunk: Buffer): readonly string[] {
    const replies: string[] = [];
    let rest = chunk;
    for (;;) {
      // A sentinel starts anew wherever it stands.
      const start = rest.indexOf(sentinel);
      const end = rest.indexOf(lineEnd);
      if (start >= 0 && (end < 0 || start < end)) {
        this.#isSkipping = false;
        this.#forget();
        rest = rest.subarray(start + 1);
      } else if (end >= 0) {
        this.#keep(rest.subarray(0, end));
        const reply = Buffer.concat(this.#parts).toString().trim();
        this.#forget();
        rest = rest.subarray(end + 1);
        if (reply !== '') replies.push(reply);
      } else {
        this.#keep(rest);
        return replies;
      }
    }
  }

  #keep(part: Buffer): void {
    if (this.#isSkipping || part.length === 0) return;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes > maxReplyBytes)
      throw new Error(`an answer of more than ${maxReplyBytes} bytes`);
  }

  #forget(): void {
    this.#parts = [];
    this.#bytes = 0;
  }
}
