import assert from 'node:assert/strict';
import { IsolabError } from '../../../extension/core/base/errors.ts';
import { Emitter } from '../../../extension/core/base/event.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { ImageFacts } from '../../../extension/core/engine/facts.ts';
import { archiveHostile } from '../../../extension/core/layers/archiveErrors.ts';
import { makeLayersHost, type LayersSources } from '../../../webviews/layers/host.ts';
import type { LayersState } from '../../../webviews/layers/protocol.ts';
import { shop } from '../../web/states/layers.ts';

const { signal } = new AbortController();

describe('the layers’ host', () => {
  it('lists images while somebody looks, what the lab made first, then by name', async () => {
    const { host, next } = make();
    assert.equal(host.state().status, 'looking');
    const state = await next(() => host.setVisible(true));
    assert.deepEqual(
      state.images.map(({ tags, isOwn }) => [tags[0], isOwn]),
      [
        ['shop:1', true],
        ['alpine:3.20', false],
        ['node:22', false],
        [undefined, false],
      ],
    );
    host.dispose();
  });

  it('looks again when an image came or went', async () => {
    const images = [image('a', ['alpine:3.20'])];
    const { host, next, changed } = make({ images: async () => images });
    await next(() => host.setVisible(true));
    images.push(image('b', ['busybox:1']));
    const state = await next(() => changed.fire(undefined));
    assert.equal(state.images.length, 2);
    host.dispose();
  });

  it('says why there is no engine, finds it when asked, and forgets no image when it goes', async () => {
    let isThere = false;
    const { host, next } = make({
      images: () =>
        isThere
          ? Promise.resolve([image('a', ['alpine:3.20'])])
          : Promise.reject(new IsolabError('engine-not-found', 'No engine.', 'Start it.')),
    });
    const without = await next(() => host.setVisible(true));
    assert.deepEqual(
      [without.status, without.trouble],
      ['unavailable', { message: 'No engine.', fix: 'Start it.' }],
    );
    isThere = true;
    const found = await next(() => void host.requests.look(undefined, signal));
    assert.deepEqual([found.status, found.trouble], ['ready', undefined]);
    isThere = false;
    const gone = await next(() => void host.requests.look(undefined, signal));
    assert.deepEqual([gone.status, gone.images.length], ['unavailable', 1]);
    host.dispose();
  });

  it('puts the focus on an image by its tag, also before the image is known', async () => {
    const { host, next } = make();
    host.focus('node:22');
    assert.equal(host.state().focus, undefined);
    const state = await next(() => host.setVisible(true));
    assert.equal(state.focus?.image, 'sha256:n');
    host.dispose();
  });

  it('gives an image as a stack, and the files of each layer', async () => {
    const { host } = make();
    const { layers, platform } = await host.requests.image('sha256:s', signal);
    assert.equal(platform, 'linux/amd64');
    assert.deepEqual(layers.map(({ counts }) => Object.values(counts)).slice(0, 3), [
      [26, 0, 0],
      [6, 1, 0],
      [0, 0, 2],
    ]);
    assert.equal(layers[1]?.instruction, 'RUN apk update && apk add nodejs');
    assert.equal(layers[1]?.wastedBytes, 15 * 2 ** 20);
    const files = await host.requests.files(
      { image: 'sha256:s', layer: 4, look: 'changes' },
      signal,
    );
    assert.deepEqual(files, [
      [
        ...['app/package.json', 'file', 1631, 0o600, 1000, 1000, '', 'changed', 4, -1],
        [1631, 0o644, 1000, 1000],
      ],
      ['bin/ps', 'symlink', 0, 0o777, 0, 0, 'busybox', 'removed', 4, -1],
    ]);
    host.dispose();
  });

  it('says of a file which higher layer hides it, and lists what is wasted, the largest first', async () => {
    const { host } = make();
    const ask = (layer: number, look: 'changes' | 'union' | 'wasted') =>
      host.requests.files({ image: 'sha256:s', layer, look }, signal);
    const hiders = (await ask(0, 'changes')).filter((row) => row[9] >= 0);
    assert.deepEqual(
      hiders.map((row) => [row[0], row[9]]),
      [
        ['bin/ps', 4],
        ['etc/motd', 3],
        ['etc/passwd', 1],
      ],
    );
    const wasted = await ask(0, 'wasted');
    assert.deepEqual(
      wasted.slice(0, 2).map((row) => [row[0], row[7], row[8], row[9]]),
      [
        ['var/cache/apk/APKINDEX.b53994b4.tar.gz', 'removed', 1, 2],
        ['var/cache/apk/APKINDEX.d8b2a6f4.tar.gz', 'removed', 1, 2],
      ],
    );
    const union = await ask(2, 'union');
    assert.ok(!union.some(([path]) => path.startsWith('var/cache/apk/')));
    assert.equal(union.find(([path]) => path === 'etc/passwd')?.[8], 1);
    host.dispose();
  });

  it('tells how much has come while an image is read, and no more when it is', async () => {
    const { host, read } = make();
    read.fire({ image: 'sha256:s', bytes: 4096 });
    assert.deepEqual(host.state().reading, { image: 'sha256:s', bytes: 4096 });
    await host.requests.image('sha256:s', signal);
    assert.equal(host.state().reading, undefined);
    host.dispose();
  });

  it('passes on what is wrong with an archive', async () => {
    const { host } = make({ layersOf: () => Promise.reject(archiveHostile('a path leads out.')) });
    await assert.rejects(
      async () => host.requests.image('sha256:s', signal),
      /is not to be trusted: a path leads out/,
    );
    host.dispose();
  });
});

function make(change: Partial<LayersSources> = {}) {
  const changed = new Emitter<unknown>();
  const read = new Emitter<{ readonly image: string; readonly bytes: number }>();
  const host = makeLayersHost({
    images: async () => [
      image('x', []),
      image('n', ['node:22']),
      image('a', ['alpine:3.20']),
      image('s', ['shop:1']),
    ],
    onDidChangeImages: changed.event,
    owns: ({ tags }) => tags.includes('shop:1'),
    layersOf: async () => shop,
    ...{ open: async () => undefined, giveUp: () => undefined, onDidRead: read.event },
    log: silentLog,
    ...change,
  });
  /** The state that follows what is done. */
  const next = (act: () => void): Promise<LayersState> =>
    new Promise((resolve) => {
      const heard = host.onDidChangeState((state) => {
        heard.dispose();
        resolve(state);
      });
      act();
    });
  return { host, changed, read, next };
}

function image(id: string, tags: readonly string[]): ImageFacts {
  return {
    ...{ id: `sha256:${id}`, tags, sizeBytes: 1, createdAt: '', layers: [], parentId: '' },
    ...{ labels: {}, command: [], entrypoint: [], workingDir: '', user: '', exposedPorts: [] },
    ...{ environment: {}, history: [], architecture: 'amd64', os: 'linux' },
  };
}
