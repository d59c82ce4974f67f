import { t } from '../../base/l10n.ts';
import type { Lab, Mistake } from '../../lab/lab.ts';
import { Bench, type Tools } from './bench.ts';

/** A lab that has thought of fewer has not been tried on learners. */
const fewest = 2;

/** Every mistake, made in place of its task's solution, leaves the task failed with the advice that it names. */
export async function proveMistakes(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (let index = 0, count = 1; index < count; index++) {
    await using bench = await Bench.open(lab, tools, signal);
    count = bench.lab.mistakes.length;
    const mistake = bench.lab.mistakes[index];
    if (count < fewest) return [t('there are {0} mistakes; a lab has at least {1}', count, fewest)];
    if (mistake === undefined) return failures;
    const failure = await proveMistake(bench, mistake, signal);
    if (failure !== undefined) failures.push(`"${mistake.name}": ${failure}`);
  }
  return failures;
}

async function proveMistake(
  bench: Bench,
  { lines, expect }: Mistake,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const [index, step] of bench.lab.steps.entries()) {
    await bench.session.goTo(index);
    for (const task of step.tasks) {
      if (task.id !== expect.task) {
        if (!(await bench.solve(task, 0, signal))) {
          return t('{0}, which comes before, does not pass', task.id);
        }
        continue;
      }
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
  }
  return t('there is no task {0}', expect.task);
}
