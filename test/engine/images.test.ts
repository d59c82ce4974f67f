import assert from 'node:assert/strict';
import { appendFile, copyFile, cp, mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../extension/core/base/errors.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { buildImage } from '../../extension/core/recipe/build.ts';
import { loadBundle } from '../../extension/core/recipe/bundle/load.ts';
import { saveBundle } from '../../extension/core/recipe/bundle/save.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { findGuest, type GuestImage } from '../../extension/core/recipe/guest/guestImage.ts';
import { listRecipes, recipeLabel, type Recipe } from '../../extension/core/recipe/recipe.ts';
import { listImages } from '../../extension/core/recipe/status.ts';
import { addFakeGuest } from '../fakes/guest.ts';
import { docker, startDocker, startPodman, type Server } from './servers.ts';

const labs = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);

/** From nothing to all images takes about a minute on an empty engine, and more when others work too. */
const buildLimitMs = 600_000;

describe('The labs’ images, on an engine that has none and no registry', function () {
  this.timeout(buildLimitMs);
  let server: Server;
  let engine: Engine;
  let machine: Engine;
  let recipes: readonly Recipe[];
  let folder: string;
  let bundle: string;
  let guest: GuestImage;
  const load = (path: string): ReturnType<typeof loadBundle> => {
    const targets = { engine: () => Promise.resolve(engine), cacheFolder: join(folder, 'cache') };
    return loadBundle(path, targets, () => {}, signal);
  };
  const tags = ['hello-world:latest', 'busybox:latest', 'isolab/static-site:latest'];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-images-'));
    bundle = join(folder, 'class.tar');
    recipes = await listRecipes(labs);
    guest = await addFakeGuest(join(folder, 'other-cache'));
    server = await startDocker();
    engine = await openEngine(
      { setting: server.address, env: process.env, log: silentLog },
      signal,
    );
    machine = await openEngine({ env: process.env, log: silentLog }, signal);
    await ensureImages(
      machine,
      recipes.map((recipe) => recipe.tags[0]),
      recipes,
      () => {},
      signal,
    );
  });

  after(async () => {
    await engine[Symbol.asyncDispose]();
    await machine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('are all there on this machine, each from its recipe as it is now or from a registry', async () => {
    for (const { tag, status, sizeBytes } of await listImages(machine, recipes, signal)) {
      assert.ok(status === 'built' || status === 'public', `${tag} is ${status}`);
      assert.ok(sizeBytes > 0);
    }
  });

  it('come as one file, which docker load takes too', async () => {
    const saved = await saveBundle(
      machine,
      { references: tags, guests: [guest] },
      bundle,
      () => {},
      signal,
    );
    assert.deepEqual(
      saved.images.map(({ tag }) => tag),
      tags,
    );
    assert.ok((await stat(bundle)).size > 1_000_000);
    await assert.rejects(stat(`${bundle}.part`), /ENOENT/);
    const { stdout } = await docker(server.address, ['load', '-i', bundle]);
    assert.match(stdout, /Loaded image: isolab\/static-site:latest/);
    for (const tag of tags) await engine.removeImage(tag, signal);
  });

  it('are loaded from that file, and are the same then', async () => {
    const loaded = await load(bundle);
    for (const { tag, id } of loaded.images) {
      assert.equal((await engine.image(tag, signal))?.id, id);
    }
    assert.ok(await findGuest(join(folder, 'cache'), guest));
    const { stdout } = await docker(server.address, ['run', '--rm', 'hello-world']);
    assert.match(stdout, /Hello from Docker!/);
  });

  it('that are there already are left alone', async () => {
    const told: string[] = [];
    await ensureImages(
      engine,
      ['busybox', 'hello-world'],
      recipes,
      (line) => told.push(line),
      signal,
    );
    assert.deepEqual(told, []);
  });

  it('are built anew after their recipe changed, and leave nothing else', async () => {
    const changedLabs = join(folder, 'labs');
    await cp(labs, changedLabs, { recursive: true });
    await appendFile(join(changedLabs, 'images/static-site/index.html'), '<!-- changed -->\n');
    const changed = await listRecipes(changedLabs);
    const [site] = (await listImages(engine, changed, signal)).filter(
      ({ name }) => name === 'static-site',
    );
    assert.equal(site?.status, 'outdated');
    await ensureImages(engine, ['isolab/static-site'], changed, () => {}, signal);
    const image = await engine.image('isolab/static-site', signal);
    assert.equal(
      image?.labels[recipeLabel],
      changed.find(({ name }) => name === 'static-site')?.hash,
    );
    assert.deepEqual(await engine.containers(signal), []);
    const { stdout } = await docker(server.address, [
      ...['run', '--rm', 'isolab/static-site', 'tail', '-n', '1', '/www/index.html'],
    ]);
    assert.equal(stdout, '<!-- changed -->\n');
  });

  it('of a build of two stages leave no stage behind', async () => {
    const two = join(folder, 'two', 'images', 'two');
    await cp(join(labs, 'images/static-site'), two, { recursive: true });
    await writeFile(join(two, 'recipe.yaml'), 'summary: x\ntags: [two:1]\nmethod: dockerfile\n');
    await writeFile(
      join(two, 'Dockerfile'),
      'FROM busybox\nLABEL isolab.stage=two\nRUN echo made > /made\nFROM busybox\nCOPY --from=0 /made /\n',
    );
    const [recipe] = await listRecipes(join(folder, 'two'));
    assert.ok(recipe);
    await buildImage(engine, recipe, () => {}, signal);
    const { stdout } = await docker(server.address, ['images', '-q', '--filter', 'dangling=true']);
    assert.equal(
      stdout.includes((await engine.image('two:1', signal))?.id.slice(7, 19) ?? '?'),
      false,
    );
    assert.deepEqual(await engine.imageStore.untagged('isolab.stage=two', signal), []);
  });

  it('without a recipe are said to be missing', async () => {
    await assert.rejects(
      ensureImages(engine, ['no-such:1'], recipes, () => {}, signal),
      (error) => isError(error, 'image-without-recipe'),
    );
  });

  it('can be given up while they are built', async () => {
    const end = new AbortController();
    const slow = join(folder, 'slow', 'images', 'slow');
    await cp(join(labs, 'images/static-site'), slow, { recursive: true });
    await writeFile(join(slow, 'recipe.yaml'), 'summary: x\ntags: [slow:1]\nmethod: dockerfile\n');
    await writeFile(join(slow, 'Dockerfile'), 'FROM busybox\nRUN sleep 100\n');
    const [recipe] = await listRecipes(join(folder, 'slow'));
    assert.ok(recipe);
    const building = buildImage(
      engine,
      recipe,
      (line) => {
        if (line.includes('RUN sleep')) end.abort(new Error('enough'));
      },
      end.signal,
    );
    await assert.rejects(building, /enough/);
    assert.equal(await engine.image('slow:1', signal), undefined);
  });

  describe('A file that is no good bundle', () => {
    const check = (name: string, spoil: (path: string) => Promise<void>, reason: RegExp): void => {
      it(`${name} is refused`, async () => {
        const path = join(folder, 'spoilt.tar');
        await copyFile(bundle, path);
        await spoil(path);
        await assert.rejects(
          load(path),
          (error) => isError(error, 'bundle-unusable') && reason.test(error.message),
        );
      });
    };
    check('that is empty', (path) => writeFile(path, ''), /cut, or from elsewhere/);
    check('that is text', (path) => writeFile(path, 'hello '.repeat(1000)), /tar/);
    check(
      'that is half there',
      async (path) => {
        const file = await open(path, 'r+');
        await file.truncate(Math.floor((await file.stat()).size / 2));
        await file.close();
      },
      /tar|cut/,
    );
    check(
      'with one byte changed',
      async (path) => {
        const file = await open(path, 'r+');
        const at = Math.floor((await file.stat()).size / 2);
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
        await file.write(Buffer.from([(buffer[0] ?? 0) ^ 0xff]), 0, 1, at);
        await file.close();
      },
      /damaged|tar/,
    );
    check(
      'that only docker save made',
      async (path) => {
        await docker(server.address, ['save', '-o', path, 'busybox']);
      },
      /from elsewhere/,
    );
  });
});

describe('The labs’ images on Podman', function () {
  this.timeout(buildLimitMs);

  it('are loaded from a bundle and built upon', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'isolab-images-'));
    try {
      await using server = await startPodman();
      await using engine = await openEngine(
        { setting: server.address, env: process.env, log: silentLog },
        signal,
      );
      await using machine = await openEngine({ env: process.env, log: silentLog }, signal);
      const bundle = join(folder, 'class.tar');
      await saveBundle(
        machine,
        { references: ['busybox:latest'], guests: [] },
        bundle,
        () => {},
        signal,
      );
      const targets = { engine: () => Promise.resolve(engine), cacheFolder: folder };
      await loadBundle(bundle, targets, () => {}, signal);
      const recipes = await listRecipes(labs);
      await ensureImages(engine, ['isolab/static-site'], recipes, () => {}, signal);
      assert.ok(await engine.image('isolab/static-site', signal));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
