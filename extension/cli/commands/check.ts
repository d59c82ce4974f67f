import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { reopenLab } from '../openLab.ts';
import { isPassed, stepText } from '../stepText.ts';

/** `isolab check`: looks at the open step of a lab once. JSON: the SessionState (core/session/state.ts). */
export const check: CliCommand = {
  name: 'check',
  usage: 'check <lab> [--answer ID=TEXT]…',
  summary: t('Look at the open step of a lab: what is expected, what is there.'),
  options: { answer: { type: 'string', multiple: true } },
  help: { '--answer ID=TEXT': t('answer a question of the open step first') },
  arity: { min: 1, max: 1 },
  async run(args, context, signal) {
    const [id = ''] = args.positionals;
    const answers = args.texts('answer').map(parseAnswer);
    await using session = await reopenLab(id, context, signal);
    for (const { question, text } of answers) await session.answer(question, text);
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

function parseAnswer(words: string): { readonly question: string; readonly text: string } {
  const at = words.indexOf('=');
  if (at < 1) {
    throw wrongUsage(
      t('"{0}" is no answer: write ID=TEXT.', words),
      t('Usage: isolab {0}', check.usage),
    );
  }
  return { question: words.slice(0, at), text: words.slice(at + 1) };
}
