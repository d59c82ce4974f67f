import assert from 'node:assert/strict';
import { entryOf, modeOf, type LayerEntry } from '../../../webviews/layers/page/file.ts';
import { openAtFirst, openNodes, treeOf } from '../../../webviews/layers/page/tree.ts';

const entries = (...paths: readonly string[]): LayerEntry[] =>
  paths.map((path, id) =>
    entryOf(
      [path, path.endsWith('d') ? 'folder' : 'file', 10, 0o644, 0, 0, '', 'added', 0, -1],
      id,
    ),
  );
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `usr/lib/${index}`);

describe('the tree of a layer’s files', () => {
  it('has folders that only lead to something, folders first, and what is in each', () => {
    const root = treeOf(entries('b', 'usr/lib/x', 'usr/lib/y', 'd', 'a/z'));
    const seen = openNodes(root, () => true).map(({ path, depth, bytes, count }) =>
      [path, depth, bytes, count].join(' '),
    );
    assert.deepEqual(seen, [
      ...['a 0 10 1', 'a/z 1 10 0', 'd 0 10 0', 'usr 0 20 2', 'usr/lib 1 20 2'],
      ...['usr/lib/x 2 10 0', 'usr/lib/y 2 10 0', 'b 0 10 0'],
    ]);
  });

  it('is whole at first where there is little, else open as far as there is one way', () => {
    const few = treeOf(entries('usr/lib/x', 'etc/y'));
    assert.deepEqual([...openAtFirst(few)], ['etc', 'usr', 'usr/lib']);
    const lone = treeOf(entries(...many(100)));
    assert.deepEqual([...openAtFirst(lone)], ['usr', 'usr/lib']);
    const wide = treeOf(entries(...many(100), 'etc/y'));
    assert.deepEqual([...openAtFirst(wide)], []);
  });

  it('writes modes as ls does', () => {
    const written = (
      [
        ['file', 0o4755],
        ['file', 0o2644],
        ['folder', 0o1777],
        ['folder', 0o1770],
        ['symlink', 0o777],
      ] as const
    ).map(([kind, mode]) => modeOf({ kind, mode }));
    assert.deepEqual(written, [
      ...['-rwsr-xr-x', '-rw-r-Sr--', 'drwxrwxrwt', 'drwxrwx--T', 'lrwxrwxrwx'],
    ]);
  });
});
