import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { kindsOf } from '../check/check.ts';
import { evaluateCheck } from '../check/evaluate.ts';
import { hasPassed } from './progress.ts';
import type { ResetParts } from './reset.ts';
import { Typists } from './typists.ts';

/** A command of a lab may pull or build an image, but does not go on for longer. */
const lineLimitMs = 180_000;

/** A state that a finished command leads to comes about within this time. */
const settleTime = '30s';

/**
 * Removes everything, and types the solutions of the tasks before this step that had passed. Each waits for the state
 * that the one before leads to: what was started in the background may not yet be there when its line has ended. Ends
 * at the first state that does not come about, and gives that as an error.
 */
export async function rebuild(
  parts: ResetParts,
  step: string,
  signal: AbortSignal,
): Promise<IsolabError | undefined> {
  const { lab, record, owned, work, machine, session, report } = parts;
  await owned.removeAll(signal);
  await work.restoreFiles();
  await machine.make(report, signal);
  const earlier = lab.steps.slice(
    0,
    lab.steps.findIndex(({ id }) => id === step),
  );
  let notBack: IsolabError | undefined;
  await using typists = new Typists((guest) => session.openTerminal(guest));
  for (const { id, solutions, check } of earlier.flatMap(({ tasks }) => tasks)) {
    const [solution = []] = solutions;
    if (!hasPassed(record.progress, id) || solution.length === 0) continue;
    await typists.type(solution, lineLimitMs, signal);
    if (kindsOf(check).some((kind) => ofTheLearner.has(kind))) continue;
    const within = { time: settleTime, check };
    const { status, expected, observed } = await evaluateCheck(
      { within },
      session.world(signal),
      signal,
    );
    if (status === 'passed') continue;
    notBack = new IsolabError(
      'step-not-back',
      t(
        'The beginning of the step could not be brought back. Expected: {0}. Observed: {1}',
        expected,
        observed,
      ),
      t('Reset the step once more; if that does not help, reset the lab.'),
    );
    break;
  }
  await typists.leave();
  await owned.settled();
  return notBack;
}

/** What these look at is what the learner did; typing a solution again does not bring it back. */
const ofTheLearner: ReadonlySet<string> = new Set(['question', 'recorded']);
