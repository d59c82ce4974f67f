import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { isError } from '../../../extension/core/base/errors.ts';
import { mostContentBytes, readContents } from '../../../extension/core/layers/fileContent.ts';
import { textOf } from '../../../extension/core/layers/fileText.ts';
import { readVersions, type FileVersions } from '../../../extension/core/layers/fileVersions.ts';
import { readImage } from '../../../extension/core/layers/readImage.ts';
import { dockerArchive, ociArchive, tarOf } from './archives.ts';

const signal = AbortSignal.timeout(60_000);
const large = 'x'.repeat(mostContentBytes + 1);

describe('The versions of a file in the layers of an image', () => {
  let layers: readonly Buffer[];
  let archive: Buffer;
  before(async () => {
    layers = await Promise.all([
      tarOf([
        { name: 'etc/motd', text: 'hello\n' },
        { name: 'etc/issue', type: 'link', linkname: 'etc/motd' },
        { name: 'bin/tool', text: 'a\0b' },
        { name: 'large', text: large },
        { name: 'sh', type: 'symlink', linkname: '/bin/tool' },
      ]),
      tarOf([{ name: 'other', text: 'x' }]),
      tarOf([
        { name: './etc/motd', text: 'hello, you\n' },
        { name: '.wh.large', text: '' },
        { name: 'new', text: 'new\n' },
        { name: 'sh', text: '#!/bin/tool\n' },
      ]),
    ]);
    archive = await dockerArchive(layers);
  });

  let saves = 0;
  const versions = async (path: string, layer = 2, from = archive): Promise<FileVersions> => {
    const image = await readImage(Readable.from([from]), signal);
    saves = 0;
    const save = async (): Promise<Readable> => ((saves += 1), Readable.from([from]));
    return readVersions(image, { layer, path }, save, signal);
  };
  const texts = async (...asked: Parameters<typeof versions>): Promise<readonly string[]> => {
    const { before, after } = await versions(...asked);
    return [textOf(before), textOf(after)];
  };

  it('are its text in the layer, and in the one below that had it last', async () => {
    assert.deepEqual(await texts('etc/motd'), ['hello\n', 'hello, you\n']);
    assert.equal(saves, 1);
    const { before, after } = await versions('etc/motd');
    assert.deepEqual([before?.layer, after?.layer], [0, 2]);
    const stored = await ociArchive(layers, gzipSync);
    assert.deepEqual(await texts('etc/motd', 2, stored), ['hello\n', 'hello, you\n']);
  });

  it('are one where it was added or removed', async () => {
    assert.deepEqual(await texts('new'), ['', 'new\n']);
    const { before, after } = await versions('large');
    assert.deepEqual([before?.file.size, after], [large.length, undefined]);
    assert.deepEqual(await versions('nowhere'), { before: undefined, after: undefined });
    assert.equal(saves, 0);
  });

  it('are followed along a hard link, and told of a symbolic one', async () => {
    assert.deepEqual(await texts('etc/issue', 0), ['', 'hello\n']);
    assert.deepEqual(await texts('sh'), ['A symbolic link to /bin/tool', '#!/bin/tool\n']);
  });

  it('are told apart by digest where they are no text, or too large', async () => {
    const digest = (text: string) => createHash('sha256').update(text).digest('hex');
    const [, tool] = await texts('bin/tool', 0);
    assert.equal(tool, `Not a text.\n\n3 bytes\nSHA-256 ${digest('a\0b')}\n`);
    const [before, after] = await texts('large');
    assert.equal(before, `Too large to be shown.\n\n1,048,577 bytes\nSHA-256 ${digest(large)}\n`);
    assert.equal(after, '');
  });

  it('are found where one blob is two layers', async () => {
    const [layer = Buffer.alloc(0)] = layers;
    const same = await ociArchive([layer, layer], (each) => each);
    const wanted = [0, 1].map((at) => ({ layer: at, path: 'etc/motd' }));
    const contents = await readContents(Readable.from([same]), wanted, signal);
    assert.deepEqual(
      contents.map((content) => content?.bytes?.toString()),
      ['hello\n', 'hello\n'],
    );
  });

  it('do not fill the memory', async () => {
    const megabyte = { name: 'again', text: 'x'.repeat(mostContentBytes) };
    const hostile = await dockerArchive([await tarOf(Array.from({ length: 129 }, () => megabyte))]);
    await assert.rejects(
      readContents(Readable.from([hostile]), [{ layer: 0, path: 'again' }], signal),
      (error) => isError(error, 'image-archive-hostile'),
    );
  });
});
