import { t } from '../../base/l10n.ts';
import type { BoundStep } from '../../lab/lab.ts';
import type { Bench } from './bench.ts';
import { fingerprint } from './inventory.ts';

const times = 3;

/** Asks every check of the step three times: nothing may change, and the answer may not. */
export async function proveRepeated(
  bench: Bench,
  step: BoundStep,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { session } = bench;
  const before = await fingerprint(session.state.owned, session.workFolder);
  const failures: string[] = [];
  for (const task of step.tasks) {
    const answers = new Set<string>();
    for (let time = 0; time < times; time++) {
      const { status, expected } = await bench.ask(task, signal);
      answers.add(`${status}: ${expected}`);
    }
    if (answers.size > 1) {
      failures.push(
        t('{0} answers differently when asked again: {1}', task.id, [...answers].join(' / ')),
      );
    }
  }
  await session.checkNow();
  const after = await fingerprint(session.state.owned, session.workFolder);
  const changed = [...before, ...after].filter(
    (line) => !before.includes(line) || !after.includes(line),
  );
  return [
    ...failures,
    ...changed.map((line) => t('the checks of {0} changed: {1}', step.id, line)),
  ];
}
