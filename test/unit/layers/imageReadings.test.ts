import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isError } from '../../../extension/core/base/errors.ts';
import { heardStore } from '../../../extension/core/layers/heardStore.ts';
import { ImageReadings } from '../../../extension/core/layers/imageReadings.ts';
import { dockerArchive, tarOf } from './archives.ts';

const signal = AbortSignal.timeout(60_000);

/** An engine that has one image under every ID, and counts how often it is saved. */
class Store {
  count = 0;
  next: () => Readable;

  constructor(archive: Buffer) {
    this.next = () => Readable.from([archive]);
  }

  async save(): Promise<Readable> {
    this.count += 1;
    return this.next();
  }
}

describe('The readings of images', () => {
  let archive: Buffer;
  let cache = '';
  let store: Store;
  let readings: ImageReadings;
  before(async () => {
    archive = await dockerArchive([
      await tarOf([
        { name: 'etc/', mode: 0o755 },
        { name: 'etc/motd', text: 'hello', mode: 0o644, uid: 7, gid: 8 },
        { name: 'bin/sh', type: 'symlink', linkname: '../../busybox' },
      ]),
      await tarOf([{ name: 'etc/.wh.motd' }, { name: 'var/.wh..wh..opq' }]),
    ]);
  });
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'isolab-readings-'));
    store = new Store(archive);
    readings = new ImageReadings(store, cache);
  });
  afterEach(async () => {
    await readings[Symbol.asyncDispose]();
    await rm(cache, { recursive: true });
  });
  const folder = (): string => join(cache, 'layers');
  /** Those of another session. */
  const others = (): ImageReadings => new ImageReadings(store, cache);

  it('read an image once, however many ask', async () => {
    const asked = [1, 2, 3].map(() => readings.layersOf('sha256:a', signal));
    const [first, ...rest] = await Promise.all(asked);
    for (const each of rest) assert.equal(each, first);
    assert.equal(await readings.layersOf('sha256:a', signal), first);
    assert.equal(store.count, 1);
    await readings.layersOf('sha256:b', signal);
    assert.equal(store.count, 2);
  });

  it('are found by another session, with all that was read', async () => {
    const image = await readings.layersOf('sha256:a', signal);
    assert.equal(image.layers[0]?.files[2]?.target, '../../busybox');
    assert.deepEqual(await others().layersOf('sha256:a', signal), image);
    assert.equal(store.count, 1);
  });

  it('forget what memory need not hold, and find it in the folder', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'a']) await readings.layersOf(id, signal);
    assert.equal(store.count, 5);
  });

  it('read anew what is damaged, cut off, of another version or not theirs', async () => {
    const image = await readings.layersOf('sha256:a', signal);
    const [name = ''] = await readdir(folder());
    const path = join(folder(), name);
    const good = await readFile(path);
    const text = gunzipSync(good).toString();
    const broken = [
      Buffer.alloc(0),
      Buffer.from('hello'),
      good.subarray(0, good.length / 2),
      gzipSync('{'),
      gzipSync('{}'),
      gzipSync(text.replace('"version":1', '"version":2')),
      gzipSync(text.replace('"folder"', '"elephant"')),
    ];
    for (const [at, content] of broken.entries()) {
      await writeFile(path, content);
      assert.deepEqual(await others().layersOf('sha256:a', signal), image);
      assert.equal(store.count, at + 2);
      assert.deepEqual(await readFile(path), good);
    }
  });

  it('keep the newest twenty, and nothing that is unfinished', async () => {
    for (let number = 0; number < 22; number += 1) {
      await readings.layersOf(`sha256:${number}`, signal);
      // Clocks of file systems are coarse.
      const name = `sha256%3A${number}.json.gz`;
      await utimes(join(folder(), name), number, number);
    }
    const names = await readdir(folder());
    assert.equal(names.length, 20);
    assert.ok(!names.includes('sha256%3A0.json.gz') && names.includes('sha256%3A21.json.gz'));
    assert.ok(names.every((name) => name.endsWith('.json.gz')));
  });

  it('stay in their folder, whatever an engine calls an image', async () => {
    await readings.layersOf('../../../escaped', signal);
    assert.deepEqual(await readdir(cache), ['layers']);
    assert.equal((await readdir(folder())).length, 1);
  });

  it('answer also where nothing can be kept', async () => {
    await writeFile(folder(), 'a file in the way');
    assert.equal((await readings.layersOf('sha256:a', signal)).layers.length, 2);
  });

  it('go on when somebody gives up waiting', async () => {
    const slow = new PassThrough();
    store.next = () => slow;
    const patience = new AbortController();
    const given = readings.layersOf('sha256:a', patience.signal);
    const other = readings.layersOf('sha256:a', signal);
    patience.abort();
    await assert.rejects(given, { name: 'AbortError' });
    slow.end(archive);
    assert.equal((await other).layers.length, 2);
    assert.equal(store.count, 1);
  });

  it('tell how much has come, and end with the stream when they end', async () => {
    const heard: [string, number][] = [];
    const heardReadings = new ImageReadings(
      heardStore(store, (image, bytes) => heard.push([image, bytes])),
      cache,
    );
    assert.equal((await heardReadings.layersOf('sha256:a', signal)).layers.length, 2);
    assert.deepEqual(heard, [['sha256:a', archive.length]]);
    const slow = new PassThrough();
    const closed = new Promise((resolve) => slow.once('close', resolve));
    store.next = () => slow;
    const given = heardReadings.layersOf('sha256:b', signal);
    slow.write(archive.subarray(0, 600));
    while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([heardReadings[Symbol.asyncDispose](), assert.rejects(given), closed]);
  });

  it('say that an archive was cut off, also when somebody hears how much has come', async () => {
    const cut = new PassThrough();
    store.next = () => cut;
    const heardReadings = new ImageReadings(
      heardStore(store, () => cut.destroy(new Error('the engine went away'))),
      cache,
    );
    const reading = heardReadings.layersOf('sha256:c', signal);
    cut.write(archive.subarray(0, 600));
    await assert.rejects(reading, (error) => isError(error, 'image-archive-unreadable'));
    await heardReadings[Symbol.asyncDispose]();
  });

  it('ask an engine again that failed, and believe no hostile archive a second time', async () => {
    store.next = () => Readable.from([archive.subarray(0, 700)]);
    const cut = readings.layersOf('sha256:a', signal);
    await assert.rejects(cut, (error) => isError(error, 'image-archive-unreadable'));
    store.next = () => Readable.from([archive]);
    await readings.layersOf('sha256:a', signal);
    const hostile = await dockerArchive([await tarOf([{ name: '../x' }])]);
    store.next = () => Readable.from([hostile]);
    for (let round = 0; round < 2; round += 1) {
      const asked = readings.layersOf('sha256:b', signal);
      await assert.rejects(asked, (error) => isError(error, 'image-archive-hostile'));
    }
    assert.equal(store.count, 3);
    assert.equal((await readdir(folder())).length, 1);
  });

  it('end with their session', async () => {
    const endless = new PassThrough();
    endless.write(archive.subarray(0, 700));
    store.next = () => endless;
    const asked = readings.layersOf('sha256:a', signal);
    const closed = new Promise((resolve) => endless.once('close', resolve));
    await Promise.all([assert.rejects(asked), readings[Symbol.asyncDispose](), closed]);
  });
});
