import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { checkSchema, type Check } from '../../extension/core/check/check.ts';
import { evaluateCheck } from '../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../extension/core/check/gather.ts';
import { textOf } from '../../extension/core/layers/fileText.ts';
import { ImageReadings } from '../../extension/core/layers/imageReadings.ts';
import type { ImageLayers } from '../../extension/core/layers/layer.ts';
import { readImage } from '../../extension/core/layers/readImage.ts';
import { changesOf, unionOf } from '../../extension/core/layers/union.ts';
import { docker, startPodman } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);
const container = `isolab-layers-${process.pid}`;
const image = `${container}:1`;

describe('The layers of an image of a real engine', function () {
  this.timeout(120_000);
  let engine: Engine;
  const run = (...args: readonly string[]): ReturnType<typeof docker> =>
    docker(engine.endpoint.address, args);

  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    const script = 'echo new >/new; echo changed >/etc/passwd; rm /etc/group; chmod 700 /bin';
    await run('run', '--name', container, 'busybox', 'sh', '-c', script);
    await run('commit', container, image);
  });
  after(async () => {
    await run('rm', '-f', container);
    await run('rmi', image);
    await engine[Symbol.asyncDispose]();
  });

  const layersOn = async (from: Engine): Promise<ImageLayers> => {
    const saved = await from.imageStore.save([image], signal);
    return readImage(saved, signal);
  };

  it('are what was done: a file that is new, one that is another, one that is gone', async () => {
    const { layers } = await layersOn(engine);
    const told = (changesOf(layers).at(-1) ?? []).map(({ kind, path }) => `${kind} ${path}`);
    for (const change of ['added new', 'changed etc/passwd', 'removed etc/group', 'changed bin']) {
      assert.ok(told.includes(change), `${change}: ${told.join(', ')}`);
    }
    assert.ok(unionOf(layers).has('bin/busybox'));
    assert.match(layers[0]?.diffId ?? '', /^sha256:[0-9a-f]{64}$/);
  });

  /** A file as text, before and after the highest layer. */
  const textsOn = async (from: Engine, path: string): Promise<readonly string[]> => {
    const cache = await mkdtemp(join(tmpdir(), 'isolab-layers-'));
    try {
      await using readings = new ImageReadings(from.imageStore, cache);
      const id = (await from.image(image, signal))?.id ?? '';
      const layer = (await readings.layersOf(id, signal)).layers.length - 1;
      const { before, after } = await readings.versionsOf(id, { layer, path }, signal);
      return [textOf(before), textOf(after)];
    } finally {
      await rm(cache, { recursive: true });
    }
  };

  it('give the content of a file as the highest has it, and as those below had it', async () => {
    const [before, after] = await textsOn(engine, 'etc/passwd');
    assert.match(before ?? '', /^root:/);
    assert.equal(after, 'changed\n');
    assert.deepEqual(await textsOn(engine, 'new'), ['', 'new\n']);
    const [program] = await textsOn(engine, 'bin/busybox');
    assert.match(
      program ?? '',
      /^Too large to be shown\.\n\n[\d,]+ bytes\nSHA-256 [0-9a-f]{64}\n$/,
    );
  });

  it('are what a check asks about; the image is read once, also by who comes later', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'isolab-layers-'));
    const saved: string[] = [];
    const store = {
      async save(references: readonly string[], abort: AbortSignal): Promise<Readable> {
        saved.push(...references);
        return engine.imageStore.save(references, abort);
      },
    };
    const nobody = async (): Promise<never> => {
      throw new Error('nobody asks for that');
    };
    const machine = { id: 'host', kind: 'host', run: nobody, file: nobody } as const;
    const answers = { of: () => undefined };
    const statusOf = async (layer: Check['layer'], from: ImageReadings): Promise<string> => {
      const world = gatherWorld({ engine, readings: from, machine, answers, signal });
      const verdict = await evaluateCheck(checkSchema.parse({ layer }), world, signal);
      return `${verdict.status}: ${verdict.observed}`;
    };
    const top = { of: image, instruction: { contains: 'echo new' } };
    try {
      for (let comer = 0; comer < 2; comer += 1) {
        await using readings = new ImageReadings(store, cache);
        const done = { adds: ['/new'], changes: ['/etc/passwd'], removes: ['/etc/group'] };
        assert.match(await statusOf({ ...top, ...done, notIn: 'busybox' }, readings), /^passed/);
        assert.match(await statusOf({ ...top, sharedWith: 'busybox' }, readings), /^failed/);
        assert.match(
          await statusOf({ of: image, index: 1, sharedWith: 'busybox' }, readings),
          /^passed/,
        );
        assert.match(
          await statusOf({ of: image, wasted: { above: 0 } }, readings),
          /^passed.*`\/etc\/(?:passwd|group)`/,
        );
        assert.match(await statusOf({ of: `${image}-gone` }, readings), /^failed: There is no/);
      }
      assert.deepEqual(saved, [(await engine.image(image, signal))?.id]);
    } finally {
      await rm(cache, { recursive: true });
    }
  });

  it('are the same when Podman saves them', async () => {
    const expected = await layersOn(engine);
    await using podman = await startPodman();
    await using other = await openEngine(
      { setting: podman.address, env: process.env, log: silentLog },
      signal,
    );
    const saved = await engine.imageStore.save([image], signal);
    await other.imageStore.load(saved, () => {}, signal);
    const found = await layersOn(other);
    const summary = ({ layers }: ImageLayers): object =>
      layers.map(({ diffId, files, removed }) => ({ diffId, files, removed }));
    assert.deepEqual(summary(found), summary(expected));
    assert.deepEqual(await textsOn(other, 'etc/passwd'), await textsOn(engine, 'etc/passwd'));
  });
});
