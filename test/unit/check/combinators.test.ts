import assert from 'node:assert/strict';
import { checkSchema, type Check } from '../../../extension/core/check/check.ts';
import { evaluateCheck } from '../../../extension/core/check/evaluate.ts';
import { fakeWorld } from '../../fakes/world.ts';
import { containerFacts, kernelProcess, kernelSnapshot, unseen } from '../../fakes/facts.ts';
import { judge } from './expectVerdict.ts';

const facts = {
  containers: [containerFacts()],
  kernel: kernelSnapshot(kernelProcess({ namespaces: unseen })),
};
const passes: Check = { container: { name: 'site' } };
const fails: Check = { container: { name: 'gone' } };
const cannot: Check = { namespace: { of: 'container:site', type: 'net', same: 'host' } };

describe('Combined checks', () => {
  // What nobody could look at may yet turn out either way: it decides nothing.
  const cases: readonly (readonly [Check, string])[] = [
    [{ all: [passes, passes] }, 'passed'],
    [{ all: [passes, fails] }, 'failed'],
    [{ all: [passes, cannot] }, 'unable'],
    [{ all: [cannot, fails] }, 'failed'],
    [{ any: [fails, passes] }, 'passed'],
    [{ any: [fails, fails] }, 'failed'],
    [{ any: [fails, cannot] }, 'unable'],
    [{ any: [cannot, passes] }, 'passed'],
    [{ not: fails }, 'passed'],
    [{ not: passes }, 'failed'],
    [{ not: cannot }, 'unable'],
    [{ not: { not: passes } }, 'passed'],
    [{ count: { of: [passes, fails, passes], passed: 2 } }, 'passed'],
    [{ count: { of: [passes, fails], passed: 2 } }, 'failed'],
    [{ count: { of: [passes, cannot], passed: 2 } }, 'unable'],
    [{ count: { of: [passes, cannot], passed: { atLeast: 1 } } }, 'passed'],
    [{ count: { of: [fails, cannot], passed: { above: 1 } } }, 'failed'],
    [{ within: { time: '300ms', check: passes } }, 'passed'],
    [{ within: { time: '300ms', check: fails } }, 'failed'],
  ];
  for (const [check, status] of cases) {
    it(`${status}: ${JSON.stringify(check)}`, async () => {
      assert.equal((await judge(check, facts)).status, status);
    });
  }

  it('tell the first that fails, and want all', async () => {
    const verdict = await judge({ all: [passes, fails] }, facts);
    assert.equal(verdict.expected, '`site` exists; `gone` exists');
    assert.equal(verdict.observed, 'There is no container named `gone`. You have `site`.');
  });

  it('look again within a time until it holds', async () => {
    const check: Check = { within: { time: '2s', check: passes } };
    assert.equal(
      (await judge(check, { later: { containers: [containerFacts()] } })).status,
      'passed',
    );
  });

  it('end at once when nobody wants to know any more', async () => {
    const check: Check = { within: { time: '10s', check: fails } };
    const signal = AbortSignal.timeout(50);
    await assert.rejects(evaluateCheck(check, fakeWorld(facts), signal));
  });
});

describe('A check', () => {
  const broken: readonly (readonly [unknown, RegExp])[] = [
    [{}, /exactly one kind/],
    [{ container: {}, image: { ref: 'x' } }, /exactly one kind/],
    [{ container: { memory: '64 elephants' } }, /amount of memory/],
    [{ container: { memory: {} } }, /at least one of/],
    [{ log: { container: 'x' } }, /at least one of/],
    [{ log: { container: 'x', matches: '(' } }, /not a regular expression/],
    [{ namespace: { of: 'host', type: 'net' } }, /either same or differs/],
    [{ file: { path: '../secret' } }, /within the working folder/],
    [{ file: { path: '/etc/passwd' } }, /within the working folder/],
    [{ within: { time: '1h', check: passes } }, /at most 10 seconds/],
  ];
  for (const [check, message] of broken) {
    it(`is refused: ${JSON.stringify(check)}`, () => {
      assert.match(checkSchema.safeParse(check).error?.message ?? '', message);
    });
  }

  it('with a regular expression that never ends is `unable`, soon', async () => {
    const check: Check = { log: { container: 'site', matches: '^(a+)+$' } };
    const verdict = await judge(check, { ...facts, logs: { site: `${'a'.repeat(40)}b` } });
    assert.equal(verdict.status, 'unable');
    assert.match(verdict.observed, /took too long/);
  });

  it('that is itself broken is an error, not a verdict', async () => {
    await assert.rejects(evaluateCheck({}, fakeWorld(), AbortSignal.timeout(1_000)), TypeError);
  });
});
