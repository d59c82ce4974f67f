import { t } from '../../base/l10n.ts';
import type { BoundStep, Lab, Mistake } from '../../lab/lab.ts';
import { Bench, type Tools } from './bench.ts';

/** A lab that has thought of fewer has not been tried on learners. */
const fewest = 2;

/**
 * Every mistake, made in place of its task's solution, leaves the task failed with the advice that it names. All are
 * made in one session, step by step: a reset of the step takes each back, as it does for a learner.
 */
export async function proveMistakes(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await using bench = await Bench.open(lab, tools, signal);
  const { steps, mistakes } = bench.lab;
  if (mistakes.length < fewest) {
    return [t('there are {0} mistakes; a lab has at least {1}', mistakes.length, fewest)];
  }
  const failures: string[] = [];
  const left = new Set(mistakes);
  for (const [index, step] of steps.entries()) {
    await bench.session.goTo(index);
    const own = mistakes.filter(({ expect }) => step.tasks.some(({ id }) => id === expect.task));
    for (const mistake of own) {
      const failure = await proveMistake(bench, step, mistake, signal);
      if (failure !== undefined) failures.push(`"${mistake.name}": ${failure}`);
      left.delete(mistake);
      if (left.size === 0) return failures;
      await bench.hangUp();
      await bench.resetStep();
    }
    for (const task of step.tasks) {
      if (await bench.solve(task, 0, signal)) continue;
      return [...failures, t('{0} does not pass after the mistakes of its step', task.id)];
    }
  }
  return [...failures, ...[...left].map(({ expect }) => t('there is no task {0}', expect.task))];
}

async function proveMistake(
  bench: Bench,
  step: BoundStep,
  { lines, expect }: Mistake,
  signal: AbortSignal,
): Promise<string | undefined> {
  const at = step.tasks.findIndex(({ id }) => id === expect.task);
  for (const before of step.tasks.slice(0, at)) {
    if (await bench.solve(before, 0, signal)) continue;
    return t('{0}, which comes before, does not pass', before.id);
  }
  const task = step.tasks[at];
  if (task === undefined) return t('there is no task {0}', expect.task);
  await bench.type(lines, signal);
  const wanted = expect.advice === undefined ? undefined : task.advice[expect.advice - 1]?.say;
  const isRefused = (): boolean => {
    const { status, verdict, advice } = bench.state(task);
    const isFailed = status === 'open' && verdict?.status === 'failed';
    return isFailed && (wanted === undefined || advice === wanted);
  };
  if (await bench.settles(isRefused, task, signal)) {
    await bench.session.checkNow();
    if (isRefused()) return undefined;
  }
  const { status, verdict, advice } = bench.state(task);
  return t(
    '{0} is {1}, observed "{2}", advice "{3}". Terminal: {4}',
    task.id,
    status,
    verdict?.observed ?? '',
    advice ?? t('none'),
    bench.screen,
  );
}
