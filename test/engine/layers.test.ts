import assert from 'node:assert/strict';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
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
  });
});
