import assert from 'node:assert/strict';
import {
  addSaved,
  reconcile,
  removeSaved,
  snapshotsOf,
  type DiskRecord,
  type SavedState,
} from '../../../extension/core/qemu/disk/record.ts';

const empty: DiskRecord = { set: 'alpha-1', disks: ['system'], saved: [] };

function state(name: string, set = 'alpha-1'): Omit<SavedState, 'parent'> {
  return { name, at: 1, stateBytes: 2, set, hardware: { cores: [], dimms: [] } };
}

/** Parent and name of each; the current one has a star. */
function tree(record: DiskRecord): string {
  return snapshotsOf(record)
    .map(({ name, parent, isCurrent }) => `${parent ?? '.'}>${name}${isCurrent ? '*' : ''}`)
    .join(' ');
}

const grown = ['one', 'two', 'three'].reduce(
  (record, name) => addSaved(record, state(name)),
  empty,
);
const inside = (...names: readonly string[]) =>
  names.map((name) => ({ name, at: 1, stateBytes: 2 }));

describe('The record of a VM’s disks', () => {
  it('makes what is saved a child of the current one', () => {
    assert.equal(tree(grown), '.>one one>two two>three*');
    assert.equal(
      tree(addSaved({ ...grown, current: 'one' }, state('four'))),
      '.>one one>two two>three one>four*',
    );
  });

  it('hands the children of a removed one to its parent', () => {
    assert.equal(tree(removeSaved(grown, 'two')), '.>one one>three*');
    assert.equal(tree(removeSaved(grown, 'one')), '.>two two>three*');
    assert.equal(tree(removeSaved(grown, 'three')), '.>one one>two*');
  });

  it('believes the disk: what is gone there is gone, what is new there is the current one’s child', () => {
    assert.equal(tree(reconcile(grown, inside('one', 'two', 'three'))), tree(grown));
    assert.equal(tree(reconcile(grown, inside('one', 'three'))), '.>one one>three*');
    assert.equal(
      tree(reconcile(grown, inside('one', 'two', 'three', 'mine'))),
      '.>one one>two two>three three>mine*',
    );
  });

  it('leaves alone what is in another set of disks', () => {
    const moved = { ...grown, set: 'alpha-2' };
    assert.equal(tree(reconcile(moved, [])), tree(grown));
  });
});
