import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FrameReader } from '../../../extension/core/engine/frames.ts';

function frame(stream: number, text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

function readInPieces(framed: Buffer, size: number): { stdout: string; stderr: string } {
  const parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const reader = new FrameReader((part, stream) => parts[stream].push(part));
  for (let at = 0; at < framed.length; at += size) reader.read(framed.subarray(at, at + size));
  return {
    stdout: Buffer.concat(parts.stdout).toString(),
    stderr: Buffer.concat(parts.stderr).toString(),
  };
}

describe('Frames of a container’s output', () => {
  it('are taken apart wherever the chunks were cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ isError: fc.boolean(), text: fc.string({ unit: 'grapheme' }) })),
        fc.integer({ min: 1, max: 40 }),
        (writes, size) => {
          const framed = Buffer.concat(
            writes.map(({ isError, text }) => frame(isError ? 2 : 1, text)),
          );
          const of = (wanted: boolean): string =>
            writes
              .filter(({ isError }) => isError === wanted)
              .map(({ text }) => text)
              .join('');
          assert.deepEqual(readInPieces(framed, size), { stdout: of(false), stderr: of(true) });
        },
      ),
    );
  });

  it('by the thousand in one chunk do no harm', () => {
    const framed = Buffer.concat(Array.from({ length: 50_000 }, () => frame(1, 'x')));
    assert.equal(readInPieces(framed, framed.length).stdout.length, 50_000);
  });
});
