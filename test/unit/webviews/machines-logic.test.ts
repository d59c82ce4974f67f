import assert from 'node:assert/strict';
import type { DiskFacts, VmSnapshot } from '../../../extension/core/qemu/facts.ts';
import { drawBacking } from '../../../webviews/machines/page/backing.ts';
import { ratesOf } from '../../../webviews/machines/page/rates.ts';
import { snapshotTree, type SnapshotNode } from '../../../webviews/machines/page/snapshotTree.ts';
import { formatDuration } from '../../../webviews/shared/format.ts';

describe('the picture of disks', () => {
  const boxes = (...vms: [string, ...string[][]][]) =>
    drawBacking(vms.map(([name, ...chains]) => ({ name, disks: chains.map(disk) })));

  it('draws a file once, as wide as all that stands on it', () => {
    const { files, columns, rows } = boxes(['a', ['a', 'base']], ['b', ['b', 'base']]);
    assert.equal(rows, 2);
    assert.deepEqual(
      columns.map(({ vm }) => vm),
      ['a', 'b'],
    );
    assert.deepEqual(
      files.map(({ file, row, column, span, vms }) => [file, row, column, span, vms.join()]),
      [
        ['base', 1, 0, 2, 'a,b'],
        ['a', 0, 0, 1, 'a'],
        ['b', 0, 1, 1, 'b'],
      ],
    );
  });

  it('puts disks that share files side by side, whoever comes between them', () => {
    const { columns, files } = boxes(
      ['a', ['a1', 'before', 'base'], ['data']],
      ['b', ['b1', 'base']],
      ['c', ['c1', 'before', 'base']],
    );
    assert.deepEqual(
      columns.map(({ vm, disk: name }) => `${vm} ${name}`),
      ['a disk-0', 'c disk-0', 'b disk-0', 'a disk-1'],
    );
    const before = files.find(({ file }) => file === 'before');
    assert.deepEqual([before?.column, before?.span], [0, 2]);
  });

  it('shows a file that one VM writes to and another stands on', () => {
    const { columns, files } = boxes(['a', ['a', 'base']], ['b', ['b', 'a', 'base']]);
    assert.deepEqual(
      columns.map(({ vm, row }) => [vm, row]),
      [
        ['a', 1],
        ['b', 0],
      ],
    );
    assert.deepEqual(files.find(({ file }) => file === 'a')?.span, 2);
  });

  it('is empty where there is no disk', () => {
    assert.deepEqual(boxes(['a']), { columns: [], files: [], rows: 0 });
  });
});

describe('the tree of VM snapshots', () => {
  const draw = (nodes: readonly SnapshotNode[]): string =>
    nodes.map(({ snapshot, children }) => `${snapshot.name}(${draw(children)})`).join(' ');
  const snapshot = (name: string, parent?: string): VmSnapshot => ({
    name,
    ...(parent === undefined ? {} : { parent }),
    at: 0,
    stateBytes: 0,
    isCurrent: false,
  });

  it('has each under the one that was gone on from', () => {
    const tree = snapshotTree([
      snapshot('a'),
      snapshot('b', 'a'),
      snapshot('c', 'a'),
      snapshot('d', 'c'),
    ]);
    assert.equal(draw(tree), 'a(b() c(d()))');
  });

  it('keeps one whose parent was deleted', () => {
    assert.equal(draw(snapshotTree([snapshot('b', 'gone'), snapshot('c', 'b')])), 'b(c())');
  });

  it('ends also where parents form a circle', () => {
    assert.equal(draw(snapshotTree([snapshot('a', 'b'), snapshot('b', 'a')])), '');
  });
});

describe('the speed of counters', () => {
  const reading = (at: number, values: Record<string, number>) => ({ at, source: '', values });

  it('is per second, and unknown at first and where QEMU began anew', () => {
    const readings = [
      reading(0, { exits: 100 }),
      reading(500, { exits: 150 }),
      reading(1500, { exits: 20 }),
      reading(2500, { exits: 30 }),
    ];
    assert.deepEqual(ratesOf(readings), [{ name: 'exits', perSecond: [null, 100, null, 10] }]);
  });

  it('is that of what is counted now', () => {
    const [rate, ...others] = ratesOf([reading(0, { blocks: 1 }), reading(1000, { exits: 2 })]);
    assert.deepEqual([rate?.name, rate?.perSecond, others], ['exits', [null, null], []]);
  });
});

describe('a duration', () => {
  it('is in milliseconds below a second', () => {
    assert.deepEqual([3.21, 640, 3912].map(formatDuration), ['3.21 ms', '640 ms', '3.91 s']);
  });
});

function disk(files: readonly string[], index: number): DiskFacts {
  const chain = files.map((file) => ({ file, format: 'qcow2', ownBytes: 1 }));
  return { name: `disk-${index}`, virtualBytes: 1, chain };
}
