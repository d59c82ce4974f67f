import assert from 'node:assert/strict';
import { checkSchema, type Check } from '../../../extension/core/check/check.ts';
import { evaluateCheck } from '../../../extension/core/check/evaluate.ts';
import type { Verdict } from '../../../extension/core/check/verdict.ts';
import { fakeWorld, goneWorld, type FakeFacts } from '../../fakes/world.ts';

/** One case: a check, and the verdict's status with what was observed. */
export type Case = readonly [check: Check, status: Verdict['status'], observed: string];

/** Makes a test of each case in this world, and one that the check is `unable` when the world has gone. */
export function itJudges(facts: FakeFacts, cases: readonly Case[]): void {
  for (const [check, status, observed] of cases) {
    it(`${status}: ${JSON.stringify(check)}`, async () => {
      const verdict = await judge(check, facts);
      assert.deepEqual(
        { status: verdict.status, observed: verdict.observed },
        { status, observed },
      );
      const gone = await evaluateCheck(check, goneWorld(), AbortSignal.timeout(5_000));
      assert.equal(gone.status, 'unable');
    });
  }
}

/** The verdict of a check, which must be valid, in a world of these facts. */
export async function judge(check: Check, facts: FakeFacts): Promise<Verdict> {
  return evaluateCheck(checkSchema.parse(check), fakeWorld(facts), AbortSignal.timeout(5_000));
}
