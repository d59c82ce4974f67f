import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import type { Log } from '../../core/base/log.ts';
import { machineKinds, type MachineKind } from '../../core/machine/kind.ts';
import type { Session } from '../../core/session/session.ts';
import type { SessionState } from '../../core/session/state.ts';
import { askFor } from '../ask.ts';
import { announceTicks } from '../announce.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { followMarks, markedStdio, markShell } from '../markedShell.ts';
import { openLab } from '../openLab.ts';
import { openStep } from '../openStep.ts';
import type { Output } from '../output.ts';
import { proseText } from '../proseText.ts';
import { isPassed, stepText } from '../stepText.ts';

/**
 * `isolab start`: opens a lab where it was left, with a shell in it; ticks are told as they happen. JSON: the
 * SessionState when the shell has ended.
 */
export const start: CliCommand = {
  name: 'start',
  usage: 'start <lab> [--step N] [--on guest|workbench|host]',
  summary: t('Open a lab where you left it, with a shell in it.'),
  options: { step: { type: 'string' }, on: { type: 'string' }, yes: { type: 'boolean' } },
  help: {
    '--step N': t('open this step, counted from 1'),
    '--on MACHINE': t('do it on this kind of machine; on another than before it begins anew'),
    '--yes': t('agree to what --on would ask'),
  },
  arity: { min: 1, max: 1 },
  async run(args, context, signal) {
    const [id = ''] = args.positionals;
    const { output } = context;
    const on = parseMachine(args.text('on'));
    if (on !== undefined) await agreeTo(on, id, args.flag('yes'), context);
    await using session = await openLab(id, on, context, signal);
    tellMachine(session.state, output);
    await openStep(session, args.text('step'), start.usage);
    await session.checkNow();
    tellStep(session, output);
    output.note(howTo(session.state));
    {
      using _ticks = announceTicks(session, output);
      using _steps = followSteps(session, output, context.log);
      await runShell(session, signal);
    }
    await session.checkNow();
    const { state } = session;
    output.json(state);
    output.line(stepText(state, output));
    return state.steps.every(isPassed) ? exitCodes.done : exitCodes.notPassed;
  },
};

function parseMachine(text: string | undefined): MachineKind | undefined {
  const found = machineKinds.find((kind) => kind === text);
  if (text === undefined || found !== undefined) return found;
  throw wrongUsage(
    t('There is no machine "{0}".', text),
    t('There are: {0}', machineKinds.join(', ')),
  );
}

/** Asks before a lab works on this very computer, and before it begins anew elsewhere. */
async function agreeTo(
  on: MachineKind,
  id: string,
  hasAgreed: boolean,
  { store }: Context,
): Promise<void> {
  const before = (await store.find(basename(id)))?.progress.machine?.kind;
  if (on === 'host' && before !== 'host') {
    await askFor(t('What the lab does is then done to this very computer. Go on?'), hasAgreed);
  }
  if (before !== undefined && before !== on) {
    const question = t('The lab begins anew there; what was done in it is removed. Go on?');
    await askFor(question, hasAgreed);
  }
}

/** What can be typed: in a guest and in a container there is no `isolab`. */
function howTo({ machine, labId }: SessionState): string {
  if (machine === undefined || machine.kind === 'host') {
    return t(
      'Here: isolab check looks, isolab check --answer ID=TEXT answers a question, isolab hint helps, exit leaves; everything stays as it is.',
    );
  }
  const leave = machine.kind === 'guest' ? 'Ctrl+]' : 'exit';
  return t(
    'In another terminal: isolab check {0} looks, isolab hint {0} helps. {1} leaves; everything stays as it is.',
    labId,
    leave,
  );
}

/** Says on which machine the lab is done, why, and what else could be chosen. */
function tellMachine({ machine }: SessionState, output: Output): void {
  if (machine === undefined) return;
  const others = machine.alternatives.map(({ kind, isPossible, reason }) =>
    isPossible
      ? t('Possible too: --on {0}. {1}', kind, reason)
      : t('Not possible: {0}. {1}', kind, reason),
  );
  output.note([`${machine.title}. ${machine.reason}`, ...others].join('\n'));
}

function tellStep(session: Session, output: Output): void {
  const { step, steps } = session.state;
  const title = output.paint('bold', steps[step]?.title ?? '');
  const prose = proseText(session.prose, output);
  output.news(`\n${title}\n\n${prose}\n\n${stepText(session.state, output)}\n`);
}

/** Opens the next step when the open one gets finished, as there is no button for it here, and tells each step that opens. */
function followSteps(session: Session, output: Output, log: Log): Disposable {
  const now = ({ step, steps }: SessionState): { step: number; isFinished: boolean } => ({
    step,
    isFinished: steps[step]?.status === 'finished',
  });
  let before = now(session.state);
  const subscription = session.onDidChange((state) => {
    const { step, isFinished } = now(state);
    const hasMoved = step !== before.step;
    const isDone = !hasMoved && isFinished && !before.isFinished;
    before = { step, isFinished };
    const failed = (error: unknown): void =>
      log.error(t('The next step could not be opened.'), error);
    if (hasMoved) session.checkNow().then(() => tellStep(session, output), failed);
    else if (isDone && step + 1 < state.steps.length) session.goTo(step + 1).catch(failed);
    else if (isDone) output.news(lastWords(state));
  });
  return { [Symbol.dispose]: () => subscription.dispose() };
}

function lastWords({ labId, steps }: SessionState): string {
  const open = steps.filter((step) => !isPassed(step)).map(({ title }) => title);
  return open.length === 0
    ? t('That was all of this lab. isolab remove {0} takes away what was made in it.', labId)
    : t('That was the last step. Still open: {0}', open.join(', '));
}

/** Runs the learner's shell on this terminal until it ends. Ctrl+C belongs to what runs in it. */
async function runShell(session: Session, signal: AbortSignal): Promise<void> {
  const { program, args, cwd, env } = await markShell(session.shell(), session.state.folder);
  const ignore = (): void => {};
  const listeners = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: [...markedStdio],
    });
    followMarks(child, session);
    signal.addEventListener('abort', () => child.kill('SIGHUP'), { once: true });
    await once(child, 'exit');
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of listeners) process.on('SIGINT', listener);
  }
}
