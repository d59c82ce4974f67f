import { t } from '../../base/l10n.ts';
import type { BoundLab, BoundStep, Mistake } from '../../lab/lab.ts';
import type { Bench } from './bench.ts';

/** A lab that has thought of fewer has not been tried on learners. */
const fewest = 2;

/** What is wrong with the lab's mistakes before any is made: too few, or for a task that there is not. */
export function proveThought({ steps, mistakes }: BoundLab): readonly string[] {
  const tasks = new Set(steps.flatMap((step) => step.tasks.map(({ id }) => id)));
  return [
    ...(mistakes.length < fewest
      ? [t('there are {0} mistakes; a lab has at least {1}', mistakes.length, fewest)]
      : []),
    ...mistakes
      .filter(({ expect }) => !tasks.has(expect.task))
      .map(({ expect }) => t('there is no task {0}', expect.task)),
  ];
}

/**
 * Every mistake of a step, made in place of its task's solution, leaves the task failed with the advice that it names. A
 * reset of the step takes each back, as it does for a learner; `taken` hears of it.
 */
export async function proveMistakes(
  bench: Bench,
  step: BoundStep,
  taken: () => Promise<void>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const mistake of bench.lab.mistakes) {
    if (!step.tasks.some(({ id }) => id === mistake.expect.task)) continue;
    const failure = await proveMistake(bench, step, mistake, signal);
    if (failure !== undefined) failures.push(`"${mistake.name}": ${failure}`);
    await bench.hangUp();
    await bench.resetStep();
    await taken();
  }
  return failures;
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
