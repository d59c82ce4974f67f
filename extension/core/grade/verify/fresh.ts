import { t } from '../../base/l10n.ts';
import type { Lab } from '../../lab/lab.ts';
import { Bench, type Tools } from './bench.ts';

/** On a fresh start every task is failed or waits for another; neither passed (unless given) nor unable. */
export async function proveFresh(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await using bench = await Bench.open(lab, tools, signal);
  const failures: string[] = [];
  for (const [index, step] of bench.lab.steps.entries()) {
    await bench.session.goTo(index);
    await bench.session.checkNow();
    for (const task of step.tasks) {
      const { status, verdict } = bench.state(task);
      const isFailed = status === 'blocked' || (status === 'open' && verdict?.status === 'failed');
      if (isFailed || (task.isGiven && status === 'passed')) continue;
      failures.push(
        t('{0} is {1} on a fresh start: {2}', task.id, status, verdict?.observed ?? ''),
      );
    }
  }
  return failures;
}
