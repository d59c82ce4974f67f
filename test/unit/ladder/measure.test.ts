import assert from 'node:assert/strict';
import { measureLadder, type LadderMeans } from '../../../extension/core/ladder/measure.ts';
import { rungKinds, type Rung } from '../../../extension/core/ladder/rung.ts';

const signal = AbortSignal.timeout(1_500_000);
const nothing: LadderMeans = {
  engine: undefined,
  probe: undefined,
  vms: { why: 'QEMU is not installed.', fix: 'Install it.' },
  recipes: '/nowhere',
  cacheFolder: '/nowhere',
};

describe('The isolation ladder of a machine that lacks things', function () {
  this.timeout(60_000);

  it('leaves out their rungs, with the reason, and tells of each before and after', async () => {
    const told: string[] = [];
    const rungs: Rung[] = [];
    const progress = {
      begins: (kind: string) => told.push(kind),
      ends: (rung: Rung) => rungs.push(rung),
      report: () => {},
    };
    const ladder = await measureLadder(nothing, progress, signal);
    assert.deepEqual(told, rungKinds);
    assert.deepEqual(ladder.rungs, rungs);
    const reasons = rungs.flatMap(({ kind, measured }) =>
      measured.seen || kind === 'jvm' ? [] : [[kind, measured.reason] as const],
    );
    assert.deepEqual(
      reasons.filter(([kind]) => kind !== 'process' && kind !== 'chroot'),
      [
        ['container', 'No Docker Engine answers.'],
        ['vm-tcg', 'QEMU is not installed.'],
        ['vm-kvm', 'QEMU is not installed.'],
      ],
    );
  });

  it('stops when it is given up', async () => {
    const given = new AbortController();
    const progress = { begins: () => given.abort(), ends: () => {}, report: () => {} };
    await assert.rejects(measureLadder(nothing, progress, given.signal));
  });
});
