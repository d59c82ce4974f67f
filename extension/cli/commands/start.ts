import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import type { Log } from '../../core/base/log.ts';
import type { Session } from '../../core/session/session.ts';
import { announceTicks } from '../announce.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { openLab } from '../openLab.ts';
import type { Output } from '../output.ts';
import { isPassed, stepText } from '../stepText.ts';

/**
 * `isolab start`: opens a lab where it was left, with a shell in it; ticks are told as they happen. JSON: the
 * SessionState when the shell has ended.
 */
export const start: CliCommand = {
  name: 'start',
  usage: 'start <lab> [--step N]',
  summary: t('Open a lab where you left it, with a shell in it.'),
  options: { step: { type: 'string' } },
  help: { '--step N': t('open this step, counted from 1') },
  arity: { min: 1, max: 1 },
  async run(args, context, signal) {
    const [id = ''] = args.positionals;
    const { output } = context;
    await using session = await openLab(id, context, signal);
    await openStep(session, args.text('step'));
    await session.checkNow();
    tellStep(session, output);
    output.note(t('Type exit to leave; everything stays as it is.'));
    {
      using _ticks = announceTicks(session, output);
      using _steps = advance(session, output, context.log);
      await runShell(session, signal);
    }
    await session.checkNow();
    const { state } = session;
    output.json(state);
    output.line(stepText(state, output));
    return state.steps.every(isPassed) ? exitCodes.done : exitCodes.notPassed;
  },
};

async function openStep(session: Session, number: string | undefined): Promise<void> {
  if (number === undefined) return;
  const count = session.state.steps.length;
  const index = Number(number) - 1;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw wrongUsage(
      t('There is no step {0}: this lab has {1}.', number, count),
      t('Usage: isolab {0}', start.usage),
    );
  }
  await session.goTo(index);
}

function tellStep(session: Session, output: Output): void {
  output.note(`\r\n${session.markdown.trim()}\n\n${stepText(session.state, output)}\n`);
}

/** Opens the next step when the open one is finished, as there is no button for it here. */
function advance(session: Session, output: Output, log: Log): Disposable {
  let finished = session.state.steps[session.state.step]?.status === 'finished';
  const subscription = session.onDidChange(({ steps, step }) => {
    const isFinished = steps[step]?.status === 'finished';
    if (isFinished && !finished && step + 1 < steps.length) {
      session.goTo(step + 1).then(
        () => tellStep(session, output),
        (error: unknown) => log.error(t('The next step could not be opened.'), error),
      );
    }
    finished = isFinished;
  });
  return { [Symbol.dispose]: () => subscription.dispose() };
}

/** Runs the learner's shell on this terminal until it ends. Ctrl+C belongs to what runs in it. */
async function runShell(session: Session, signal: AbortSignal): Promise<void> {
  const { program, args, cwd, env } = session.shell();
  const ignore = (): void => {};
  const listeners = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    signal.addEventListener('abort', () => child.kill('SIGHUP'), { once: true });
    await once(child, 'exit');
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of listeners) process.on('SIGINT', listener);
  }
}
