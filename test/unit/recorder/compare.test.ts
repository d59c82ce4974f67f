import assert from 'node:assert/strict';
import { compareRecordings } from '../../../extension/core/recorder/compare.ts';
import type { Entry, Recording } from '../../../extension/core/recorder/recording.ts';
import { recordRun } from './recordRun.ts';

describe('two recordings side by side', () => {
  it('share every row when they are the same', async () => {
    const recording = await recordRun('run-alone');
    const rows = compareRecordings(recording, recording);
    assert.ok(rows.every(({ left, right }) => left === right));
  });

  it('of the same command share the rows of its calls and of what runc did', async () => {
    const rows = compareRecordings(
      await recordRun('run-alone'),
      await recordRun('run-beside-another'),
    );
    const shared = rows.filter(({ left, right }) => left && right);
    const reads = shared.map(({ left }) => (left?.lane === 'kernel' ? left.call : left?.lane));
    assert.equal(reads.filter((each) => each === 'api').length, 5);
    for (const call of ['unshare', 'pivot_root', 'cgroup mkdir', 'sethostname', 'capset']) {
      assert.ok(reads.includes(call), call);
    }
  });

  it('lose no entry and keep the order of each lane', async () => {
    const left = await recordRun('run-alone');
    const right = await recordRun('exec-beside-another');
    const rows = compareRecordings(left, right);
    const ids = (entries: readonly (Entry | undefined)[]) =>
      entries.flatMap((each) => each?.id ?? []);
    const byLane = ({ entries }: Recording) =>
      ['api', 'programs', 'kernel', 'changes'].flatMap((lane) =>
        entries.filter((each) => each.lane === lane).map(({ id }) => id),
      );
    assert.deepEqual(ids(rows.map((row) => row.left)), byLane(left));
    assert.deepEqual(ids(rows.map((row) => row.right)), byLane(right));
  });

  it('of ten thousand entries each are laid in a moment, also when all differ', async () => {
    const recording = await recordRun('run-alone');
    const [one] = recording.entries.filter(({ lane }) => lane === 'kernel');
    if (one?.lane !== 'kernel') throw new TypeError('no entry of the kernel');
    const many = (call: (index: number) => string): Recording => ({
      ...recording,
      entries: Array.from({ length: 10_000 }, (_, index) => ({
        ...one,
        id: index + 1,
        call: call(index),
      })),
    });
    const letters = (index: number): string =>
      String.fromCodePoint(
        97 + (index % 26),
        97 + (Math.trunc(index / 26) % 26),
        65 + Math.trunc(index / 676),
      );
    const rows = compareRecordings(
      many((index) => `x${letters(index)}`),
      many((index) => `y${letters(index)}`),
    );
    assert.equal(rows.length, 20_000);
  });
});
