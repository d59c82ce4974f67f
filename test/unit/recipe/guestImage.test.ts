import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../../extension/core/base/errors.ts';
import { ensureGuest } from '../../../extension/core/recipe/guest/ensureGuest.ts';
import {
  addGuest,
  findGuest,
  guestBytes,
} from '../../../extension/core/recipe/guest/guestImage.ts';
import { ownArch, readGuestRecipe } from '../../../extension/core/recipe/guest/guestRecipe.ts';
import { buildArguments } from '../../../extension/core/recipe/guest/make.ts';
import { listGuests } from '../../../extension/core/recipe/guest/status.ts';
import { listRecipes } from '../../../extension/core/recipe/recipe.ts';
import { addFakeGuest, baseGuest } from '../../fakes/guest.ts';

const labs = join(import.meta.dirname, '../../../labs');
const { signal } = new AbortController();

describe('The cache of guests', () => {
  let cache: string;

  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'isolab-guests-'));
  });

  afterEach(() => rm(cache, { recursive: true, force: true }));

  const folders = (): Promise<string[]> => readdir(join(cache, 'guests'));

  it('finds what was added, and nobody can write to it', async () => {
    const added = await addFakeGuest(cache);
    assert.deepEqual(await findGuest(cache, baseGuest), added);
    assert.equal((await stat(added.disk)).mode & 0o222, 0);
    assert.equal(await guestBytes(added), 'kernel'.length + 'initramfs'.length + 512);
  });

  it('has no guest that is half made', async () => {
    const failing = addGuest(cache, baseGuest, async (folder) => {
      await writeFile(join(folder, 'vmlinuz'), 'kernel');
      throw new Error('power cut');
    });
    await assert.rejects(failing, /power cut/);
    assert.equal(await findGuest(cache, baseGuest), undefined);
    assert.deepEqual(await folders(), []);
  });

  it('has no guest that lacks a file', async () => {
    const failing = addGuest(cache, baseGuest, (folder) =>
      writeFile(join(folder, 'vmlinuz'), 'kernel'),
    );
    await assert.rejects(failing, /ENOENT/);
    assert.deepEqual(await folders(), []);
  });

  it('takes the guest of whoever is first when two make the same', async () => {
    const [one, other] = await Promise.all([addFakeGuest(cache), addFakeGuest(cache)]);
    assert.deepEqual(one, other);
    assert.equal((await folders()).length, 1);
  });

  it('removes after a day what a killed process left half made, and not before', async () => {
    const left = join(cache, 'guests', '.unfinished-left');
    const fresh = join(cache, 'guests', '.unfinished-fresh');
    await mkdir(left, { recursive: true });
    await mkdir(fresh);
    const dayBefore = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(left, dayBefore, dayBefore);
    await addFakeGuest(cache);
    assert.deepEqual((await folders()).sort(), [
      '.unfinished-fresh',
      `base-${baseGuest.arch}-${baseGuest.hash}`,
    ]);
  });

  it('gives a guest of today’s recipe without making it again', async () => {
    const { hash } = await readGuestRecipe(labs);
    const added = await addFakeGuest(cache, { ...baseGuest, hash });
    const told: string[] = [];
    const sources = { labsFolder: labs, cacheFolder: cache };
    const found = await ensureGuest('base', sources, (line) => told.push(line), signal);
    assert.deepEqual([found, told], [added, []]);
    const [base, docker] = await listGuests(labs, cache);
    assert.deepEqual([base?.reference, base?.isThere, base?.sizeBytes], ['guest/base', true, 527]);
    assert.deepEqual([docker?.reference, docker?.isThere], ['guest/docker', false]);
  });
});

describe('The recipe of the guests', () => {
  let labsFolder: string;
  let folder: string;

  beforeEach(async () => {
    labsFolder = await mkdtemp(join(tmpdir(), 'isolab-labs-'));
    folder = join(labsFolder, 'images', 'guest');
    await cp(join(labs, 'images', 'guest'), folder, { recursive: true });
  });

  afterEach(() => rm(labsFolder, { recursive: true, force: true }));

  it('gives every variant the common packages and its own', async () => {
    const recipe = await readGuestRecipe(labsFolder);
    const [suite, packages, disk] = buildArguments(recipe, 'docker');
    assert.equal(suite, 'bookworm');
    assert.match(packages, /busybox-static,.*,docker\.io/);
    assert.equal(disk, '4096');
    assert.doesNotMatch(buildArguments(recipe, 'base')[1], /docker/);
    assert.match(ownArch(), /^(x86_64|aarch64)$/);
  });

  it('makes another guest when a file differs, and not when its README does', async () => {
    const { hash } = await readGuestRecipe(labsFolder);
    await writeFile(join(folder, 'README.md'), 'other words');
    assert.equal((await readGuestRecipe(labsFolder)).hash, hash);
    await writeFile(join(folder, 'modules'), 'fs/ext4/\n');
    assert.notEqual((await readGuestRecipe(labsFolder)).hash, hash);
  });

  it('is no recipe of an image', async () => {
    assert.ok((await listRecipes(labs)).every(({ name }) => name !== 'guest'));
  });

  for (const [what, content] of [
    ['is no YAML', ': :'],
    ['lacks a variant', 'summary: x\nmethod: guest\nsuite: bookworm\npackages: []\nvariants: {}\n'],
    ['names a package that is an option', 'summary: x\nmethod: guest\npackages: [--evil]\n'],
  ] as const) {
    it(`is refused when it ${what}`, async () => {
      await writeFile(join(folder, 'recipe.yaml'), content);
      await assert.rejects(readGuestRecipe(labsFolder), (error) => isError(error, 'recipe-broken'));
    });
  }
});
