import { Duplex, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { Decompress } from 'fzstd';

/** The first bytes of a blob tell what it is. */
export type BlobKind = 'gzip' | 'zstd' | 'tar' | 'json' | 'other';

/** As many bytes as it takes to tell. */
const headBytes = 512;

/** RFC 1952, section 2.3.1; RFC 8878, section 3.1.1; tar(5), "ustar"; an empty archive is all zeros. */
export function kindOf(head: Buffer): BlobKind {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  if (head.subarray(257, 262).toString() === 'ustar') return 'tar';
  if (head.length === headBytes && head.every((byte) => byte === 0)) return 'tar';
  return /^\s*[{[]/.test(head.toString('latin1')) ? 'json' : 'other';
}

/** What turns a blob of this kind into what it was before it was compressed; nothing where it never was. */
export function decompressors(kind: BlobKind): readonly Duplex[] {
  if (kind === 'gzip') return [zlib.createGunzip()];
  return kind === 'zstd' ? [unzstd()] : [];
}

/** Node has it itself from 22.15 on. */
function unzstd(): Duplex {
  const own = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;
  return own === undefined ? Duplex.from(unzstdWithout) : own();
}

async function* unzstdWithout(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  const decompress = new Decompress((part) => void parts.push(Buffer.from(part)));
  for await (const chunk of source) {
    decompress.push(chunk);
    yield* parts;
    parts = [];
  }
  decompress.push(new Uint8Array(0), true);
  yield* parts;
}

/** Reads the first bytes of a stream, and gives them back with the rest. */
export async function peek(
  source: Readable,
): Promise<{ head: Buffer; whole: AsyncIterable<Buffer> }> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const read: Buffer[] = [];
  let bytes = 0;
  while (bytes < headBytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    read.push(next.value);
    bytes += next.value.length;
  }
  const head = Buffer.concat(read);
  async function* whole(): AsyncGenerator<Buffer> {
    yield head;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { head: head.subarray(0, headBytes), whole: whole() };
}
