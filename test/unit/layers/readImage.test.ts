import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { isError } from '../../../extension/core/base/errors.ts';
import type { ImageLayers } from '../../../extension/core/layers/layer.ts';
import { readImage } from '../../../extension/core/layers/readImage.ts';
import { numbersFrom } from '../../fakes/random.ts';
import { dockerArchive, ociArchive, tarOf } from './archives.ts';

/** A stream does not come in pieces that mean anything. */
const read = (archive: Buffer, bytes = 700): Promise<ImageLayers> =>
  readImage(Readable.from(cut(archive, bytes)), AbortSignal.timeout(60_000));

function* cut(archive: Buffer, bytes: number): Generator<Buffer> {
  for (let at = 0; at < archive.length; at += bytes) yield archive.subarray(at, at + bytes);
}

/** A frame of zstd with one raw block (RFC 8878, section 3.1.1). */
function zstd(content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const block = Buffer.alloc(3);
  block.writeUIntLE((content.length << 3) | 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, block, content]);
}

describe('Reading the layers of an image', () => {
  let layers: readonly Buffer[];
  before(async () => {
    layers = await Promise.all([
      tarOf([
        { name: 'etc/', mode: 0o755 },
        { name: 'etc/motd', text: 'hello', mode: 0o644, uid: 7, gid: 8 },
        { name: 'bin/sh', type: 'symlink', linkname: '../../busybox' },
        { name: 'bin/ash', type: 'link', linkname: 'bin/busybox' },
      ]),
      tarOf([{ name: './etc/.wh.motd' }, { name: 'var/.wh..wh..opq' }, { name: 'x', text: 'x' }]),
    ]);
  });

  const expectWhole = (image: ImageLayers): void => {
    assert.equal(image.platform, 'linux/amd64');
    const [lower, upper] = image.layers;
    assert.deepEqual(
      [lower?.instruction, lower?.sizeBytes, upper?.instruction],
      ['RUN 0', 5, 'RUN 1'],
    );
    assert.deepEqual(lower?.files[1], {
      ...{ path: 'etc/motd', kind: 'file', size: 5, mode: 0o644, userId: 7, groupId: 8 },
    });
    assert.deepEqual(
      lower.files.slice(2).map(({ kind, target }) => [kind, target]),
      [
        ['symlink', '../../busybox'],
        ['hardlink', 'bin/busybox'],
      ],
    );
    assert.deepEqual([upper?.removed, upper?.opaque], [['etc/motd'], ['var']]);
    assert.deepEqual(image.empty, [{ before: 2, instruction: 'CMD ["sh"]' }]);
  };

  it('takes the archive of docker save', async () => {
    expectWhole(await read(await dockerArchive(layers)));
  });

  it('takes the OCI layout with nested indexes, layers plain, with gzip or with zstd', async () => {
    for (const compress of [(layer: Buffer) => layer, gzipSync, zstd]) {
      expectWhole(await read(await ociArchive(layers, compress)));
    }
  });

  it('takes a layer that is empty', async () => {
    const image = await read(await dockerArchive([Buffer.alloc(1024)]));
    assert.deepEqual(image.layers[0]?.files, []);
  });

  it('refuses paths that lead out of the image, also by a hardlink', async () => {
    for (const entry of [
      { name: '../../etc/passwd', text: 'root' },
      { name: 'etc/passwd', type: 'link' as const, linkname: '../../etc/passwd' },
      { name: `${'long/'.repeat(2_000)}x`, text: '' },
    ]) {
      const archive = await dockerArchive([await tarOf([entry])]);
      await assert.rejects(read(archive), (error) => isError(error, 'image-archive-hostile'));
    }
  });

  it('says what is wrong with an archive that is cut off, wherever that is', async () => {
    const archive = await ociArchive(layers, gzipSync);
    const random = numbersFrom(7);
    for (let count = 0; count < 60; count++) {
      // The last kilobyte only says that nothing follows.
      const part = archive.subarray(0, Math.floor(random() * (archive.length - 1_600)));
      await assert.rejects(read(part), (error) => isError(error, 'image-archive-unreadable'));
    }
  });

  it('answers whatever bytes are changed: with layers, or with what is wrong', async () => {
    const archive = await ociArchive(layers, gzipSync);
    const random = numbersFrom(8);
    for (let count = 0; count < 200; count++) {
      const changed = Buffer.from(archive);
      for (let times = 0; times < 3; times++) {
        changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      }
      const failure = await read(changed).then(
        () => undefined,
        (error: unknown) => error,
      );
      const isSaid =
        failure === undefined ||
        isError(failure, 'image-archive-unreadable') ||
        isError(failure, 'image-archive-hostile');
      assert.ok(isSaid, String(failure));
    }
  });

  it('refuses an image with more files than any has', async () => {
    const entries = Array.from({ length: 2_000 }, (_, index) => ({ name: `f${index}` }));
    const one = await tarOf(entries);
    // The end of a tar is two blocks of zeros: without them the next begins at once.
    const body = one.subarray(0, one.length - 1024);
    const many = Buffer.concat([...Array.from({ length: 251 }, () => body), one.subarray(-1024)]);
    const archive = await dockerArchive([many]);
    await assert.rejects(read(archive, 65_536), (error) => isError(error, 'image-archive-hostile'));
  }).timeout(60_000);

  it('refuses a manifest and an archive that has none', async () => {
    await assert.rejects(read(await tarOf([{ name: 'readme', text: 'hi' }])), /no manifest/);
    await assert.rejects(
      read(await tarOf([{ name: 'manifest.json', text: '{' }])),
      /manifest.json is no JSON/,
    );
    const manifest = JSON.stringify([{ Config: 'c.json', Layers: [] }]);
    await assert.rejects(
      read(await tarOf([{ name: 'manifest.json', text: manifest }])),
      /c.json is not there/,
    );
  });
});
