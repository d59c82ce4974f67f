import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import type { Controlled } from '../../core/session/control/server.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { namedLab, reachLab } from '../openLab.ts';
import { openStep } from '../openStep.ts';
import { isPassed, stepText } from '../stepText.ts';

/** `isolab check`: looks at the open step of a lab once, here or where it is open. JSON: the SessionState (core/session/state.ts). */
export const check: CliCommand = {
  name: 'check',
  usage: 'check [lab] [--step N] [--answer ID=TEXT]…',
  summary: t('Look at the open step of a lab: what is expected, what is there.'),
  options: { step: { type: 'string' }, answer: { type: 'string', multiple: true } },
  help: {
    '--step N': t('open this step first, counted from 1'),
    '--answer ID=TEXT': t('answer a question of the open step first'),
  },
  arity: { min: 0, max: 1 },
  async run(args, context, signal) {
    const id = await namedLab(args.positionals[0], check.usage, context);
    const answers = args.texts('answer').map(parseAnswer);
    await using session = await reachLab(id, context, signal);
    await openStep(session, args.text('step'), check.usage);
    // A lab that is open in a terminal goes on to the next step by itself.
    const at = session.state.step;
    for (const { question, text } of answers) await answer(session, question, text);
    await session.checkNow();
    signal.throwIfAborted();
    const state = { ...session.state, step: at };
    const { output } = context;
    output.json(state);
    output.line(stepText(state, output));
    const step = state.steps[at];
    if (step?.tasks.some(({ status }) => status === 'unable') === true) return exitCodes.unable;
    return step !== undefined && isPassed(step) ? exitCodes.done : exitCodes.notPassed;
  },
};

async function answer(session: Controlled, question: string, text: string): Promise<void> {
  const { steps, step } = session.state;
  const known = (steps[step]?.questions ?? []).map(({ id }) => id);
  if (known.includes(question)) return session.answer(question, text);
  const other = steps.findIndex(({ questions }) => questions.some(({ id }) => id === question));
  const asked = known.length === 0 ? t('It asks nothing.') : t('It asks: {0}', known.join(', '));
  throw wrongUsage(
    t('The open step does not ask "{0}".', question),
    other < 0 ? asked : t('Step {0} does: isolab check --step {0} --answer …', other + 1),
  );
}

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
