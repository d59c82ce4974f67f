import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { isError } from '../../../extension/core/base/errors.ts';
import type { Engine } from '../../../extension/core/engine/engine.ts';
import { loadBundle } from '../../../extension/core/recipe/bundle/load.ts';
import { saveBundle } from '../../../extension/core/recipe/bundle/save.ts';
import { findGuest } from '../../../extension/core/recipe/guest/guestImage.ts';
import { addFakeGuest, baseGuest, emptyDisk } from '../../fakes/guest.ts';

const { signal } = new AbortController();
const quiet = (): void => {};

/** Nobody has to ask an engine for a bundle without images. */
const noEngine = {} as Pick<Engine, 'image' | 'imageStore'>;
const refuse = (): Promise<Engine> => Promise.reject(new Error('an engine was asked for'));

describe('A bundle with guests in it', () => {
  let folder: string;
  let bundle: string;
  let target: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-bundle-'));
    bundle = join(folder, 'class.tar');
    target = join(folder, 'target');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = async (name = baseGuest, disk = emptyDisk()): Promise<void> => {
    const guest = await addFakeGuest(join(folder, 'source'), name, disk);
    await saveBundle(noEngine, { references: [], guests: [guest] }, bundle, quiet, signal);
  };
  const load = () => loadBundle(bundle, { engine: refuse, cacheFolder: target }, quiet, signal);
  const isRefused = async (reason: RegExp): Promise<void> => {
    await assert.rejects(load(), (error) => {
      assert.ok(isError(error, 'bundle-unusable'), String(error));
      assert.match(error.message, reason);
      return true;
    });
    const left = await readdir(join(target, 'guests')).catch(() => []);
    assert.deepEqual(left, [], 'nothing is half taken');
  };

  it('puts them into another cache, without an engine', async () => {
    await save();
    const { guests } = await load();
    assert.deepEqual(guests, [baseGuest]);
    const found = await findGuest(target, baseGuest);
    assert.equal(await readFile(found?.kernel ?? '', 'utf8'), 'kernel');
    assert.deepEqual(await readFile(found?.disk ?? ''), emptyDisk());
  });

  it('leaves a guest alone that is there already', async () => {
    await save();
    await load();
    await load();
    assert.deepEqual(await readdir(join(target, 'guests')), [
      `base-${baseGuest.arch}-${baseGuest.hash}`,
    ]);
  });

  it('is refused when it is cut, and nothing is taken', async () => {
    await save();
    await using file = await open(bundle, 'r+');
    await file.truncate(2048);
    await isRefused(/tar|cut/);
  });

  it('is refused when a byte of a guest was changed', async () => {
    await save();
    const content = await readFile(bundle);
    content[content.indexOf('kernel', 512)] = 0x4b;
    await writeFile(bundle, content);
    await isRefused(/vmlinuz is damaged/);
  });

  it('is refused for another processor', async () => {
    await save({ ...baseGuest, arch: 's390x' });
    await isRefused(/s390x/);
  });

  it('is refused when its disk would read another file of this machine', async () => {
    await save(baseGuest, emptyDisk(104n));
    await isRefused(/not a whole qcow2/);
  });

  it('is refused when its disk keeps its data in another file', async () => {
    await save(baseGuest, emptyDisk(0n, 4n));
    await isRefused(/not a whole qcow2/);
  });

  it('is refused when its disk is none', async () => {
    await save(baseGuest, Buffer.from('disk'));
    await isRefused(/not a whole qcow2/);
  });

  it('is refused when a file of a guest is not in it', async () => {
    await save();
    await change((manifest) => {
      manifest.guests.push({ ...baseGuest, variant: 'docker' });
    });
    await isRefused(/docker.*vmlinuz is missing/);
  });

  for (const [what, name] of [
    ['leads out of the cache', { ...baseGuest, hash: '../../../../etc' }],
    ['is of a variant that nobody knows', { ...baseGuest, variant: '../x' }],
    ['is of a processor with a slash', { ...baseGuest, arch: 'x86_64/..' }],
  ] as const) {
    it(`is refused when the name of a guest ${what}`, async () => {
      await save();
      await change((manifest) => {
        manifest.guests = [name];
      });
      await isRefused(/cut, or from elsewhere/);
    });
  }

  it('is refused when something was added to it', async () => {
    await save();
    await change(() => {}, { 'guests/../../evil': 'evil' });
    await isRefused(/evil was added/);
  });

  it('takes no file but a guest’s, even when the manifest names it', async () => {
    await save();
    await change(
      (manifest) => {
        manifest.digests['../../evil'] = createHash('sha256').update('evil').digest('hex');
      },
      { '../../evil': 'evil' },
    );
    await load();
    assert.deepEqual((await readdir(folder)).sort(), ['class.tar', 'source', 'target']);
  });

  /** Writes the bundle anew with another manifest and more files. */
  async function change(
    edit: (manifest: { guests: unknown[]; digests: Record<string, string> }) => void,
    added: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const original = join(folder, 'original.tar');
    await copyFile(bundle, original);
    const changed = pack();
    const written = pipeline(changed, createWriteStream(bundle));
    const entries = createReadStream(original).pipe(extract());
    for await (const entry of entries) {
      const content = await buffer(entry as AsyncIterable<Buffer>);
      if (entry.header.name !== 'isolab-bundle.json') {
        changed.entry({ name: entry.header.name }, content);
        continue;
      }
      for (const [name, text] of Object.entries(added)) changed.entry({ name }, text);
      const manifest = JSON.parse(content.toString()) as Parameters<typeof edit>[0];
      edit(manifest);
      changed.entry({ name: 'isolab-bundle.json' }, JSON.stringify(manifest));
    }
    changed.finalize();
    await written;
    await rm(original);
  }
});
