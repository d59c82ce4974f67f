import { t } from '../../core/base/l10n.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { reopenLab } from '../openLab.ts';
import { stepText } from '../stepText.ts';

/** `isolab reset`: back to the start of a lab, or of its open step. JSON: the SessionState afterwards. */
export const reset: CliCommand = {
  name: 'reset',
  usage: 'reset <lab> [--step]',
  summary: t('Bring a lab back to its start, or its open step with --step.'),
  options: { step: { type: 'boolean' } },
  help: { '--step': t('only the open step: what came before it stays') },
  arity: { min: 1, max: 1 },
  async run(args, context, signal) {
    const [id = ''] = args.positionals;
    await using session = await reopenLab(id, context, signal);
    if (args.flag('step')) await session.resetStep(signal);
    else await session.resetLab(signal);
    context.output.json(session.state);
    context.output.line(stepText(session.state, context.output));
    return exitCodes.done;
  },
};
