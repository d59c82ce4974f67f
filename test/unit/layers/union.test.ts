import assert from 'node:assert/strict';
import type { Layer, LayerFile } from '../../../extension/core/layers/layer.ts';
import { changesOf, unionOf, wastedBytes } from '../../../extension/core/layers/union.ts';

const file = (path: string, size = 1, mode = 0o644): LayerFile => ({
  ...{ path, kind: 'file', size, mode, userId: 0, groupId: 0 },
});
const folder = (path: string, mode = 0o755): LayerFile => ({
  ...{ path, kind: 'folder', size: 0, mode, userId: 0, groupId: 0 },
});
const layer = (files: readonly LayerFile[], rest: Partial<Layer> = {}): Layer => ({
  ...{ files, removed: [], opaque: [], diffId: '', instruction: '', createdAt: '', sizeBytes: 0 },
  ...rest,
});

const base = layer([folder('etc'), file('etc/motd', 5), folder('var'), file('var/log/a', 3)]);
const summary = (layers: readonly Layer[]): readonly string[] =>
  changesOf(layers)
    .at(-1)
    ?.map(({ kind, path }) => `${kind} ${path}`) ?? [];

describe('The union of layers', () => {
  it('shows of each path what the highest layer has', () => {
    const union = unionOf([base, layer([folder('etc'), file('etc/motd', 9)])]);
    assert.deepEqual([union.get('etc/motd')?.layer, union.get('etc/motd')?.file.size], [1, 9]);
    assert.equal(union.get('var/log/a')?.layer, 0);
  });

  it('tells what a layer adds and changes; a folder on the way is no change', () => {
    const layers = [base, layer([folder('etc'), file('etc/motd', 9), file('etc/new')])];
    assert.deepEqual(summary(layers), ['changed etc/motd', 'added etc/new']);
    assert.equal(wastedBytes(layers), 5);
  });

  it('tells a folder whose mode changed', () => {
    assert.deepEqual(summary([base, layer([folder('etc', 0o700)])]), ['changed etc']);
  });

  it('removes what a whiteout names, with all that is below', () => {
    const layers = [base, layer([], { removed: ['var'] })];
    assert.deepEqual(summary(layers), ['removed var', 'removed var/log/a']);
    assert.ok(!unionOf(layers).has('var/log/a'));
  });

  it('hides all that is below an opaque folder, and not what the same layer puts there', () => {
    const layers = [base, layer([folder('var'), file('var/b')], { opaque: ['var'] })];
    assert.deepEqual([...unionOf(layers).keys()].sort(), ['etc', 'etc/motd', 'var', 'var/b']);
    assert.deepEqual(summary(layers), ['added var/b', 'removed var/log/a']);
  });

  it('hides what was in a folder whose place something else takes', () => {
    const layers = [base, layer([file('var', 2)])];
    assert.deepEqual(summary(layers), ['changed var', 'removed var/log/a']);
  });

  it('knows no more of what was removed when it comes again', () => {
    const layers = [base, layer([], { removed: ['etc/motd'] }), layer([file('etc/motd', 2)])];
    assert.deepEqual(summary(layers), ['added etc/motd']);
  });
});
