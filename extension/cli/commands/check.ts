import { t } from '../../core/base/l10n.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { reopenLab } from '../openLab.ts';
import { isPassed, stepText } from '../stepText.ts';

/** `isolab check`: looks at the open step of a lab once. JSON: the SessionState (core/session/state.ts). */
export const check: CliCommand = {
  name: 'check',
  usage: 'check <lab>',
  summary: t('Look at the open step of a lab: what is expected, what is there.'),
  options: {},
  help: {},
  arity: { min: 1, max: 1 },
  async run({ positionals: [id = ''] }, context, signal) {
    await using session = await reopenLab(id, context, signal);
    await session.checkNow();
    signal.throwIfAborted();
    const { state } = session;
    const { output } = context;
    output.json(state);
    output.line(stepText(state, output));
    const step = state.steps[state.step];
    if (step?.tasks.some(({ status }) => status === 'unable') === true) return exitCodes.unable;
    return step !== undefined && isPassed(step) ? exitCodes.done : exitCodes.notPassed;
  },
};
