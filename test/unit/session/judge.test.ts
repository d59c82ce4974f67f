import assert from 'node:assert/strict';
import { isSettled, judge, leftToHoldMs } from '../../../extension/core/session/judge.ts';

const edge = { kind: 'edge' } as const;
const level = { kind: 'level' } as const;
const hold = { kind: 'hold', holdMs: 5_000 } as const;
const open = { isPassed: false, heldSince: undefined };
const done = { isPassed: true, heldSince: undefined };

describe('judge', () => {
  for (const [what, verdict, expected] of [
    ['an open task passes with its check', judge(edge, open, 'passed', 0), 'passes'],
    ['an open task stays open when its check fails', judge(edge, open, 'failed', 0), 'stays'],
    ['an open task stays open when nobody could look', judge(edge, open, 'unable', 0), 'stays'],
    ['an edge task keeps its tick', judge(edge, done, 'failed', 0), 'stays'],
    ['a level task loses its tick with its state', judge(level, done, 'failed', 0), 'loses'],
    ['a level task keeps it when nobody could look', judge(level, done, 'unable', 0), 'stays'],
    [
      'a hold task waits for its time',
      judge(hold, { isPassed: false, heldSince: 0 }, 'passed', 4_999),
      'stays',
    ],
    [
      'a hold task passes after its time',
      judge(hold, { isPassed: false, heldSince: 0 }, 'passed', 5_000),
      'passes',
    ],
    ['a hold task does not pass at first sight', judge(hold, open, 'passed', 9_000), 'stays'],
  ] as const) {
    it(what, () => assert.equal(verdict, expected));
  }

  it('tells how long a task must go on holding', () => {
    assert.equal(leftToHoldMs(hold, 1_000, 3_000), 3_000);
    assert.equal(leftToHoldMs(edge, 1_000, 3_000), 0);
  });

  it('looks at a passed level task until its step is finished', () => {
    assert.equal(isSettled(level, true, false), false);
    assert.equal(isSettled(level, true, true), true);
    assert.equal(isSettled(edge, true, false), true);
    assert.equal(isSettled(edge, false, true), false);
  });
});
