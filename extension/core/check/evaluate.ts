import { setTimeout as delay } from 'node:timers/promises';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Check, Combinators } from './check.ts';
import { describeComparison, holds } from './comparison.ts';
import { checkKinds } from './index.ts';
import { verdict } from './rule.ts';
import { plain, seconds } from './units.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';

const againAfterMs = 200;

/**
 * Looks at the world and answers. What nobody could look at (the engine is gone, a fact is not visible) is `unable`;
 * rejects only when `signal` aborts or the check itself is broken.
 */
export async function evaluateCheck(
  check: Check,
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  signal.throwIfAborted();
  if (check.all) return evaluateAll(check.all, world, signal);
  if (check.any) return evaluateAny(check.any, world, signal);
  if (check.not) return evaluateNot(check.not, world, signal);
  if (check.count) return evaluateCount(check.count, world, signal);
  if (check.within) return evaluateWithin(check.within, world, signal);
  return evaluateKind(check, world, signal);
}

async function evaluateKind(check: Check, world: World, signal: AbortSignal): Promise<Verdict> {
  for (const [name, kind] of Object.entries(checkKinds)) {
    const spec = check[name as keyof typeof checkKinds];
    if (spec === undefined) continue;
    try {
      // The registry gave the type of the specification and the kind that takes it, under the same name.
      return await kind.evaluate(spec as never, world, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof IsolabError)) throw error;
      return verdict(
        'unable',
        t('The state of the {0} can be seen', name),
        `${error.message} ${error.fix}`,
      );
    }
  }
  throw new TypeError('a check without a kind');
}

// Unlike a failure, what could not be looked at may yet turn out either way; so a failure decides `all`, a pass
// decides `any`, and only what is left undecided is `unable`.
async function evaluateAll(
  checks: readonly Check[],
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdicts = await evaluateEach(checks, world, signal);
  const telling = firstWith(verdicts, 'failed') ?? firstWith(verdicts, 'unable') ?? verdicts.at(-1);
  return combined(verdicts, telling, '; ');
}

async function evaluateAny(
  checks: readonly Check[],
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdicts = await evaluateEach(checks, world, signal);
  const telling = firstWith(verdicts, 'passed') ?? firstWith(verdicts, 'unable') ?? verdicts[0];
  return combined(verdicts, telling, t(', or '));
}

async function evaluateNot(check: Check, world: World, signal: AbortSignal): Promise<Verdict> {
  const inner = await evaluateCheck(check, world, signal);
  const turned = { passed: 'failed', failed: 'passed', unable: 'unable' } as const;
  return { ...inner, status: turned[inner.status], expected: t('Not true: {0}', inner.expected) };
}

async function evaluateCount(
  { of, passed }: NonNullable<Combinators['count']>,
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  const verdicts = await evaluateEach(of, world, signal);
  const surely = verdicts.filter(({ status }) => status === 'passed').length;
  const perhaps = surely + verdicts.filter(({ status }) => status === 'unable').length;
  const answers = Array.from({ length: perhaps - surely + 1 }, (_, more) =>
    holds(surely + more, passed, plain),
  );
  const isCertain = answers.every((answer) => answer === answers[0]);
  const telling = isCertain ? firstWith(verdicts, 'failed') : firstWith(verdicts, 'unable');
  const all = combined(verdicts, telling ?? verdicts[0], '; ');
  return {
    ...all,
    status: isCertain ? (answers[0] ? 'passed' : 'failed') : 'unable',
    expected: t('{0} of these are true: {1}', describeComparison(passed, plain), all.expected),
    observed: t('{0} of them are true. {1}', surely, all.observed),
  };
}

async function evaluateWithin(
  { time, check }: NonNullable<Combinators['within']>,
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  const deadline = Date.now() + (seconds.parse(time) ?? 0) * 1000;
  let last = await evaluateCheck(check, world, signal);
  while (last.status !== 'passed' && Date.now() + againAfterMs < deadline) {
    await delay(againAfterMs, undefined, { signal });
    last = await evaluateCheck(check, world.again(), signal);
  }
  return last;
}

function evaluateEach(
  checks: readonly Check[],
  world: World,
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  return Promise.all(checks.map((each) => evaluateCheck(each, world, signal)));
}

function firstWith(verdicts: readonly Verdict[], status: Verdict['status']): Verdict | undefined {
  return verdicts.find((each) => each.status === status);
}

function combined(
  verdicts: readonly Verdict[],
  telling: Verdict | undefined,
  conjunction: string,
): Verdict {
  const expected = [...new Set(verdicts.map((each) => each.expected))].join(conjunction);
  return telling === undefined ? verdict('passed', expected, '') : { ...telling, expected };
}
