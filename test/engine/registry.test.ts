import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { checkSchema, type Check } from '../../extension/core/check/check.ts';
import { evaluateCheck } from '../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../extension/core/check/gather.ts';
import type { Verdict } from '../../extension/core/check/verdict.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { ImageFacts } from '../../extension/core/engine/facts.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes, recipeLabel, type Recipe } from '../../extension/core/recipe/recipe.ts';
import { login, startRegistry, type Registry } from './registry.ts';
import { docker, startDocker, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);
const address = '127.0.0.1:5000';
const dockerfile = (origin: string): string =>
  `FROM scratch\nCOPY Dockerfile /\nLABEL origin=${origin}\n`;

describe('An image that a registry has', function () {
  this.timeout(120_000);
  let folder: string;
  let server: Server;
  let engine: Engine;
  let registry: Registry;
  let recipes: readonly Recipe[];
  let publicId: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-public-'));
    for (const name of ['busybox', 'alpine']) await writeRecipe(name);
    recipes = await listRecipes(folder);
    server = await startDocker(`--registry-mirror=http://${address}`);
    engine = await openEngine(
      { setting: server.address, env: process.env, log: silentLog },
      signal,
    );
    registry = await startRegistry(server.network, address);
    publicId = await publish('busybox');
  });

  after(async () => {
    await registry[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeRecipe(name: string): Promise<void> {
    const recipe = join(folder, 'images', name);
    await mkdir(recipe, { recursive: true });
    await writeFile(join(recipe, 'Dockerfile'), dockerfile('recipe'));
    await writeFile(
      join(recipe, 'recipe.yaml'),
      `summary: x\ntags: ['${name}:latest']\npublic: true\nmethod: dockerfile\n`,
    );
  }

  /** Puts an image of that name into the registry that no recipe makes; gives its ID. The engine has it no more. */
  async function publish(name: string): Promise<string> {
    const context = join(folder, 'public');
    await mkdir(context);
    await writeFile(join(context, 'Dockerfile'), dockerfile('registry'));
    const tag = `${address}/library/${name}`;
    await docker(server.address, ['build', '-t', tag, context]);
    await docker(server.address, ['push', tag]);
    const image = await engine.image(tag, signal);
    assert.ok(image);
    await engine.removeImage(image.id, signal);
    return image.id;
  }

  /** Sees to it that these images are there, and removes them again; gives the last one. */
  async function ensure(
    names: readonly string[],
    heard: (line: string) => void = () => {},
  ): Promise<{ image: ImageFacts; told: string; ms: number }> {
    const told: string[] = [];
    const start = performance.now();
    const progress = (line: string): void => {
      told.push(line);
      heard(line);
    };
    await ensureImages(engine, names, recipes, progress, signal);
    const ms = performance.now() - start;
    const images = await Promise.all(names.map((name) => engine.image(name, signal)));
    for (const name of names) await engine.removeImage(name, signal);
    const image = images.at(-1);
    assert.ok(image);
    return { image, told: told.join('\n'), ms };
  }

  it('is taken from there, under its own name', async () => {
    const { image, told } = await ensure(['busybox']);
    assert.equal(image.id, publicId);
    assert.deepEqual(image.tags, ['busybox:latest']);
    assert.deepEqual([image.labels['origin'], image.labels[recipeLabel]], ['registry', undefined]);
    assert.match(told, /Downloaded newer image for busybox:latest/);
  });

  it('is built where the registry has another and not this one', async () => {
    const { image, told } = await ensure(['alpine']);
    assert.deepEqual([image.labels['origin'], image.tags], ['recipe', ['alpine:latest']]);
    assert.match(told, /no registry gave it/);
  });

  it('is taken from there also after another that it has not', async () => {
    const { image } = await ensure(['alpine', 'busybox']);
    assert.equal(image.id, publicId);
  });

  it('is built when the registry falls silent in the middle', async () => {
    await registry.prolongLayers();
    const { image, ms } = await ensure(['busybox'], (line) => {
      if (line.includes('Downloading')) registry.fallSilent();
    });
    assert.equal(image.labels['origin'], 'recipe');
    assert.ok(ms > 15_000 && ms < 40_000, `it took ${ms} ms`);
  });

  it('is built within seconds when the registry does not answer at all', async () => {
    const { image, ms } = await ensure(['alpine', 'busybox']);
    assert.equal(image.labels['origin'], 'recipe');
    // One waits five seconds for it, and only for the first image.
    assert.ok(ms < 9_000, `it took ${ms} ms`);
  });

  it('is built at once when there is no registry', async () => {
    await registry[Symbol.asyncDispose]();
    const { image, ms } = await ensure(['busybox']);
    assert.equal(image.labels['origin'], 'recipe');
    assert.ok(ms < 5_000, `it took ${ms} ms`);
  });
});

describe('A registry with a login that Docker has pushed to', function () {
  this.timeout(120_000);
  let folder: string;
  let server: Server;
  let registry: Registry;
  /** The same, on this side of the network namespace. */
  let here: Registry;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-pushed-'));
    server = await startDocker();
    registry = await startRegistry(server.network, address, { wantsLogin: true });
    here = await startRegistry('/proc/self/ns/net', '127.0.0.1:0', {
      wantsLogin: true,
      data: registry.data,
    });
    await run('login', '-u', login.user, '-p', login.password, address);
    await push('base:1.0', dockerfile('base'));
    await push('team/site:1.0', `FROM ${address}/base:1.0\nCOPY Dockerfile /site\n`);
    await run('tag', `${address}/team/site:1.0`, `${address}/team/site:latest`);
    await run('push', `${address}/team/site:latest`);
    await pushList('team/site', 'all', '1.0');
  });

  after(async () => {
    await here[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** With settings of the test's own, where the login is kept. */
  const run = (...args: readonly string[]): ReturnType<typeof docker> =>
    docker(server.address, ['--config', join(folder, 'settings'), ...args]);

  async function push(name: string, text: string): Promise<void> {
    const context = join(folder, 'context');
    await mkdir(context, { recursive: true });
    await writeFile(join(context, 'Dockerfile'), text);
    await run('build', '-t', `${address}/${name}`, context);
    await run('push', `${address}/${name}`);
  }

  /** Puts a list of the OCI under a tag, with the image of another tag in it. */
  async function pushList(name: string, tag: string, of: string): Promise<void> {
    const path = `http://${here.address}/v2/${name}/manifests`;
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const encoded = Buffer.from(`${login.user}:${login.password}`).toString('base64');
    const headers = { authorization: `Basic ${encoded}`, accept: mediaType };
    const image = await fetch(`${path}/${of}`, { headers });
    const [size, digest] = [
      (await image.text()).length,
      image.headers.get('docker-content-digest'),
    ];
    const type = 'application/vnd.oci.image.index.v1+json';
    const platform = { architecture: 'amd64', os: 'linux' };
    const list = {
      ...{ schemaVersion: 2, mediaType: type },
      manifests: [{ mediaType, digest, size, platform }],
    };
    const { status } = await fetch(`${path}/${tag}`, {
      ...{ method: 'PUT', body: JSON.stringify(list) },
      headers: { ...headers, 'content-type': type },
    });
    assert.equal(status, 201);
  }

  type Spec = Omit<NonNullable<Check['registry']>, 'at'>;

  async function judge(spec: Spec): Promise<Verdict> {
    const unused = async (): Promise<never> => assert.fail('not asked');
    const world = gatherWorld({
      machine: { id: 'host', kind: 'host', run: unused, file: unused },
      answers: { of: () => undefined },
      signal,
    });
    const check = checkSchema.parse({ registry: { at: here.address, ...spec } });
    return evaluateCheck(check, world, signal);
  }

  const as = login;
  const cases: readonly (readonly [Spec, Verdict['status'], RegExp])[] = [
    [{ wantsLogin: true, as }, 'passed', /wants a login, lets `ada` in$/],
    [{ as: { ...as, password: 'wrong' } }, 'failed', /does not let `ada` in with this password$/],
    [{ repositories: ['base'] }, 'failed', /wants a login$/],
    [{ as, repositories: ['base', 'team/site'] }, 'passed', /lists `base`, `team\/site`$/],
    [{ as, tags: { 'team/site': ['1.0', 'latest'] } }, 'passed', /tags `1.0`, `all`, `latest`$/],
    [{ as, image: { ref: 'team/site', sameAs: 'team/site:1.0' } }, 'passed', /has one digest/],
    [{ as, image: { ref: 'team/site:all', sameAs: 'team/site:1.0' } }, 'failed', / as `sha256:/],
    [{ as, image: { ref: 'base:1.0', differs: 'team/site:1.0' } }, 'passed', / as `sha256:/],
    [{ as, image: { ref: 'base:2.0' } }, 'failed', /has no `base:2.0`$/],
    [{ as, image: { ref: 'base:2.0' }, absent: true }, 'passed', /has no `base:2.0`$/],
    [
      { as, image: { ref: 'base:1.0', shares: { with: 'team/site:1.0', layers: 1 } } },
      'passed',
      /share: 1 \(`sha256:[0-9a-f]{12}`\)$/,
    ],
    [
      { as, image: { ref: 'team/site:all', shares: { with: 'team/site:1.0', layers: 2 } } },
      'passed',
      /share: 2 \(`sha256:[0-9a-f]{12}`, `sha256:[0-9a-f]{12}`\)$/,
    ],
  ];
  for (const [spec, status, observed] of cases) {
    it(`is looked into: ${JSON.stringify(spec)}`, async () => {
      const verdict = await judge(spec);
      assert.match(verdict.observed, observed);
      assert.equal(verdict.status, status);
    });
  }
});
