import type { ImageLayers, Layer, LayerFile } from '../../../extension/core/layers/layer.ts';
import type { LayersState } from '../../../webviews/layers/protocol.ts';

const mebibyte = 2 ** 20;
const root = { userId: 0, groupId: 0 };

const file = (path: string, size: number, mode = 0o644): LayerFile => ({
  ...{ path, kind: 'file', size, mode, ...root },
});
const folder = (path: string, mode = 0o755): LayerFile => ({
  ...{ path, kind: 'folder', size: 0, mode, ...root },
});
const link = (path: string, target: string): LayerFile => ({
  ...{ path, kind: 'symlink', size: 0, mode: 0o777, ...root, target },
});
const layer = (name: string, instruction: string, content: Partial<Layer>): Layer => {
  const files = content.files ?? [];
  return {
    ...{ diffId: `sha256:${name}`, instruction, createdAt: '2026-11-20T10:00:00Z' },
    ...{ files, removed: [], opaque: [], ...content },
    sizeBytes: files.reduce((sum, { size }) => sum + size, 0),
  };
};

/** An image that was built the way the notes warn of: a package list in one layer, removed in the next. */
export const shop: ImageLayers = {
  platform: 'linux/amd64',
  empty: [
    { before: 1, instruction: '/bin/sh -c #(nop)  CMD ["sh"]' },
    { before: 1, instruction: 'ENV PATH=/usr/local/bin:/usr/bin:/bin' },
    { before: 5, instruction: 'EXPOSE map[8080/tcp:{}]' },
    { before: 5, instruction: 'CMD ["node" "server.js"]' },
  ],
  layers: [
    layer('base', '/bin/sh -c #(nop) ADD file:4b03b5f551e3fbdf in / ', {
      files: [
        ...['bin', 'etc', 'etc/ssl', 'usr', 'usr/bin', 'usr/lib'].map((path) => folder(path)),
        ...[folder('tmp', 0o1777), folder('var'), folder('var/log'), folder('var/lib')],
        file('bin/busybox', 1_144_832, 0o4755),
        ...['cat', 'cp', 'ls', 'mv', 'ps', 'rm', 'sh'].map((name) =>
          link(`bin/${name}`, 'busybox'),
        ),
        ...[file('etc/passwd', 812), file('etc/group', 420), file('etc/shadow', 380, 0o640)],
        ...[file('etc/motd', 66), file('etc/ssl/cert.pem', 214_000)],
        ...[file('usr/lib/libc.so', 642 * 1024, 0o755), link('usr/lib/libm.so', 'libc.so')],
        file('usr/bin/ldd', 48, 0o755),
      ],
    }),
    layer('packages', 'RUN /bin/sh -c apk update && apk add nodejs # buildkit', {
      files: [
        ...['etc', 'usr', 'usr/bin', 'usr/lib', 'var', 'var/cache', 'var/cache/apk'].map((path) =>
          folder(path),
        ),
        file('usr/bin/node', 41 * mebibyte, 0o755),
        file('usr/lib/libuv.so.1', 190 * 1024, 0o755),
        file('var/cache/apk/APKINDEX.b53994b4.tar.gz', 13 * mebibyte),
        file('var/cache/apk/APKINDEX.d8b2a6f4.tar.gz', 2 * mebibyte),
        file('etc/passwd', 860),
      ],
    }),
    layer('clean', 'RUN /bin/sh -c rm -rf /var/cache/apk/* # buildkit', {
      files: [folder('var'), folder('var/cache'), folder('var/cache/apk')],
      removed: ['var/cache/apk/APKINDEX.b53994b4.tar.gz', 'var/cache/apk/APKINDEX.d8b2a6f4.tar.gz'],
    }),
    layer('app', 'COPY --chown=1000:1000 . /app # buildkit', {
      files: [
        ...['app', 'app/public', 'app/routes'].map((path) => ({
          ...folder(path),
          ...{ userId: 1000, groupId: 1000 },
        })),
        ...['app/server.js', 'app/package.json', 'app/routes/cart.js', 'app/routes/index.js'].map(
          (path, index) => ({ ...file(path, 900 + index * 731), userId: 1000, groupId: 1000 }),
        ),
        { ...file('app/public/logo.png', 312_000), userId: 1000, groupId: 1000 },
        file('etc/motd', 41),
      ],
    }),
    layer('mode', 'RUN /bin/sh -c chmod 600 /app/package.json && rm /bin/ps # buildkit', {
      files: [
        folder('bin'),
        { ...folder('app'), userId: 1000, groupId: 1000 },
        { ...file('app/package.json', 1631, 0o600), userId: 1000, groupId: 1000 },
      ],
      removed: ['bin/ps'],
    }),
  ],
};

/** One layer with so many files, a thousand a folder. */
export const manyFiles = (count: number): ImageLayers => ({
  platform: 'linux/amd64',
  empty: [],
  layers: [
    layer('many', 'COPY . /data', {
      files: Array.from({ length: count }, (_, index) =>
        file(`data/part-${String(Math.floor(index / 1000)).padStart(4, '0')}/${index}.dat`, index),
      ),
    }),
  ],
});

const ids = {
  shop: `sha256:${'5a'.repeat(32)}`,
  base: `sha256:${'c1'.repeat(32)}`,
  other: `sha256:${'0d'.repeat(32)}`,
  bare: `sha256:${'f7'.repeat(32)}`,
};
const layersOf = (...names: readonly string[]): string[] => names.map((name) => `sha256:${name}`);

/** The engine's images while a lab is open that has built one of them. */
export const layersState: LayersState = {
  status: 'ready',
  images: [
    {
      ...{ id: ids.shop, tags: ['shop:1'], sizeBytes: 58 * mebibyte, isOwn: true },
      layers: layersOf('base', 'packages', 'clean', 'app', 'mode'),
    },
    {
      ...{ id: ids.base, tags: ['alpine:3.20'], sizeBytes: 2 * mebibyte, isOwn: false },
      layers: layersOf('base'),
    },
    {
      ...{ id: ids.other, tags: ['registry.example.org:5000/team/inventory:2.1.0-rc.3'] },
      ...{ sizeBytes: 57 * mebibyte, isOwn: false, layers: layersOf('base', 'packages') },
    },
    { id: ids.bare, tags: [], sizeBytes: 0, isOwn: false, layers: layersOf('none') },
  ],
};
