import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import type { SessionState, TaskState } from '../../core/session/state.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { namedLab, reachLab } from '../openLab.ts';

/** `isolab hint`: opens one more rung of help for a task; the last is its solution. JSON: the SessionState. */
export const hint: CliCommand = {
  name: 'hint',
  usage: 'hint [lab] [--task ID]',
  summary: t('Open one more hint for the first open task of a step; the last is its solution.'),
  options: { task: { type: 'string' } },
  help: { '--task ID': t('for this task of the open step') },
  arity: { min: 0, max: 1 },
  async run(args, context, signal) {
    const id = await namedLab(args.positionals[0], hint.usage, context);
    await using session = await reachLab(id, context, signal);
    const task = findTask(session.state, args.text('task'));
    if (task !== undefined) await session.hint(task.id);
    const { state } = session;
    context.output.json(state);
    context.output.line(hintsText(task && findTask(state, task.id)));
    return exitCodes.done;
  },
};

function findTask({ steps, step }: SessionState, id: string | undefined): TaskState | undefined {
  const tasks = steps[step]?.tasks ?? [];
  if (id === undefined) return tasks.find(({ status }) => status !== 'passed');
  const found = tasks.find((task) => task.id === id);
  if (found !== undefined) return found;
  throw wrongUsage(
    t('The open step has no task "{0}".', id),
    t('It has: {0}', tasks.map((task) => task.id).join(', ')),
  );
}

function hintsText(task: TaskState | undefined): string {
  if (task === undefined) return t('Every task of this step has passed.');
  const { says, hints, hintCount } = task;
  return [says, ...hints.map((text, index) => `${index + 1}/${hintCount}  ${text}`)].join('\n');
}
