import assert from 'node:assert/strict';
import type { Entry } from '../../../extension/core/recorder/recording.ts';
import { entryByKey } from '../../../webviews/recorder/page/keys.ts';
import { labelOf, textOf } from '../../../webviews/recorder/page/label.ts';
import {
  filterEntries,
  lastBefore,
  linesOf,
  mostTracks,
  rowsOf,
} from '../../../webviews/recorder/page/rows.ts';
import { targetOf } from '../../../webviews/recorder/page/target.ts';
import { hello, manyEntries } from '../../fakes/helloWorld.ts';

const { entries } = hello;
const find = (words: string): Entry => {
  const found = entries.find((entry) => textOf(entry).includes(words));
  assert.ok(found !== undefined, words);
  return found;
};

describe('the rows of a timeline', () => {
  it('are the entries in their order, and the pauses between them', () => {
    const rows = rowsOf(entries);
    assert.deepEqual(
      rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : [])),
      entries,
    );
    const [, pause] = rows;
    assert.ok(pause?.kind === 'pause' && Math.round(pause.ms) === 30);
    assert.ok(!rows.some((row) => row.kind === 'pause' && row.ms < 20));
  });

  it('are joined by lines as long as something lasted, side by side where they overlap', () => {
    const rows = rowsOf(entries);
    const lines = linesOf(rows);
    const attach = lines.find(({ entry }) => textOf(entry).includes('/attach'));
    const wait = lines.find(({ entry }) => textOf(entry).includes('/wait'));
    assert.ok(attach !== undefined && wait !== undefined);
    assert.notEqual(attach.track, wait.track);
    const last = rows[attach.to];
    assert.ok(last?.kind === 'entry' && last.entry.at <= attach.entry.at + 571);
    const next = rows[attach.to + 1];
    assert.ok(next === undefined || next.kind === 'pause' || next.entry.at > attach.entry.at + 571);
    assert.ok(linesOf(rowsOf(manyEntries(500).entries)).every(({ track }) => track < mostTracks));
  });

  it('are only those that a person wants to see', () => {
    assert.equal(filterEntries(entries, new Set(), ''), entries);
    const shown = filterEntries(entries, new Set(['api']), 'cgroup');
    assert.deepEqual(
      shown.map((entry) => labelOf(entry).head),
      ['cgroup mkdir', 'cgroup attach', 'cgroup rmdir'],
    );
  });

  it('are found by time', () => {
    assert.deepEqual([lastBefore([0, 5, 5, 9], 5), lastBefore([1], 0)], [2, -1]);
  });
});

describe('the keys in a timeline', () => {
  const from = (words: string, key: string, look: 'timeline' | 'table' = 'timeline') => {
    const found = entryByKey(key, entries, find(words).id, look);
    return found && labelOf(found).head;
  };

  it('stay in the lane up and down, and go to the nearest beside it', () => {
    assert.equal(from('HEAD /_ping', 'ArrowDown'), 'POST /containers/create');
    assert.equal(from('pivot_root', 'ArrowUp'), 'mount');
    assert.equal(from('pivot_root', 'ArrowLeft'), 'runc:[0:PARENT]');
    assert.equal(from('HEAD /_ping', 'ArrowRight'), 'docker');
    assert.equal(from('HEAD /_ping', 'ArrowLeft'), undefined);
  });

  it('go through all in the table, and by pages', () => {
    assert.equal(from('HEAD /_ping', 'ArrowUp', 'table'), 'docker');
    assert.equal(from('HEAD /_ping', 'ArrowRight', 'table'), undefined);
    assert.equal(from('HEAD /_ping', 'PageUp'), 'docker');
    assert.equal(from('HEAD /_ping', 'End'), 'The process sshd [4802] started');
  });

  it('begin at the first entry', () => {
    assert.equal(entryByKey('ArrowRight', entries, undefined, 'timeline'), entries[0]);
    assert.equal(entryByKey('x', entries, undefined, 'timeline'), undefined);
    assert.equal(entryByKey('ArrowDown', [], undefined, 'timeline'), undefined);
  });
});

describe('what Isolation shows of an entry', () => {
  const machine = 'host';

  it('is its container, also the one that a call is about', () => {
    const id = '4f1c0d7f3b6fd9a3b7b1a3f5a1f0e2c14f1c0d7f3b6fd9a3b7b1a3f5a1f0e2c1';
    for (const words of ['/containers/create', '/wait', 'pivot_root']) {
      assert.equal(targetOf(find(words), { machine }), `container:${id}`);
    }
    assert.equal(targetOf(find('/_ping'), { machine }), undefined);
  });

  it('is else its process, in a guest that of the guest', () => {
    assert.equal(targetOf(find('docker run'), { machine }), 'pid:4711');
    assert.equal(targetOf(find('docker run'), { machine: 'alpha' }), 'guest:alpha/pid:4711');
    assert.equal(targetOf(find('sshd'), { machine }), 'pid:4802');
  });
});
