import { IsolabError } from '../core/base/errors.ts';
import { run } from '../core/base/run.ts';
import { t } from '../core/base/l10n.ts';
import { installCompose } from './composePlugin.ts';
import { startDockerd } from './dockerd.ts';
import { dockerdDidNotStart, needsPerson, packagesNotInstalled } from './errors.ts';
import { readFacts, type MachineFacts } from './facts.ts';
import type { DebianPackage, Purpose } from './packages.ts';
import { planPreparation, type Step } from './plan.ts';
import type { Progress } from './progress.ts';

export interface PrepareOptions {
  readonly purpose: Purpose;
  /** Asked before sudo is used. */
  readonly mayUseSudo: (question: string) => Promise<boolean>;
  readonly progress: Progress;
}

/** A machine on which Isolab can work. Disposing stops what was started for it; what was installed stays. */
export interface PreparedMachine extends AsyncDisposable {
  readonly facts: MachineFacts;
  /** True when disposing stops something. */
  readonly hasStarted: boolean;
}

/**
 * Installs and starts what is missing. Rejects with what the person has to do where this program may not, and leaves
 * nothing running then.
 */
export async function prepareMachine(
  options: PrepareOptions,
  signal: AbortSignal,
): Promise<PreparedMachine> {
  const started: AsyncDisposable[] = [];
  const dispose = async (): Promise<void> => {
    for (const one of started.splice(0).reverse()) await one[Symbol.asyncDispose]();
  };
  try {
    let facts = await readFacts(signal);
    let steps = planPreparation(facts, options.purpose);
    let mayTryCompose = await askForSudo(steps, options.mayUseSudo);
    if (!mayTryCompose) steps = withoutCompose(steps);
    // What was installed may have started by itself, or turn out to be out of reach: so plan again after each step.
    for (let remaining = maxSteps; steps.length > 0; remaining--) {
      const [step] = steps;
      if (step === undefined || remaining === 0) break;
      const outcome = await perform(step, options.progress, signal);
      if (outcome !== undefined) started.push(outcome);
      facts = await readFacts(signal);
      mayTryCompose &&= step.kind !== 'install-compose';
      steps = planPreparation(facts, options.purpose);
      if (!mayTryCompose) steps = withoutCompose(steps);
    }
    if (facts.engine.status === 'down') throw needsPerson(facts.engine.message, [facts.engine.fix]);
    return { facts, hasStarted: started.length > 0, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Packages, Compose, starting, and advice. */
const maxSteps = 4;

/** Rejects where Isolab cannot work without; false where it can. */
async function askForSudo(
  steps: readonly Step[],
  mayUseSudo: PrepareOptions['mayUseSudo'],
): Promise<boolean> {
  const commands = steps.flatMap((step) =>
    step.kind === 'advise' || !step.withSudo ? [] : [describe(step)],
  );
  if (commands.length === 0) return true;
  if (await mayUseSudo(t('With sudo: {0}. Go on?', commands.join('; ')))) return true;
  if (withoutCompose(steps).length === 0) return false;
  throw needsPerson(t('Without that, Isolab cannot work.'), []);
}

const withoutCompose = (steps: readonly Step[]): readonly Step[] =>
  steps.filter(({ kind }) => kind !== 'install-compose');

function describe(step: Exclude<Step, { kind: 'advise' }>): string {
  switch (step.kind) {
    case 'install':
      return t('install {0}', step.packages.map(({ name }) => name).join(', '));
    case 'install-compose':
      return t('install {0}', 'Docker Compose');
    case 'start-engine':
      return t('start Docker');
  }
}

async function perform(
  step: Step,
  progress: Progress,
  signal: AbortSignal,
): Promise<AsyncDisposable | undefined> {
  switch (step.kind) {
    case 'advise':
      throw needsPerson(step.says, step.commands);
    case 'install':
      await install(step.packages, step.withSudo, progress, signal);
      return undefined;
    case 'install-compose':
      await tryCompose(step.withSudo, progress, signal);
      return undefined;
    case 'start-engine':
      progress.say(t('Starting Docker …'));
      return step.how === 'dockerd' ? startDockerd(signal) : startService(step.withSudo, signal);
  }
}

async function install(
  packages: readonly DebianPackage[],
  withSudo: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (const { name, reason } of packages) progress.say(t('Missing: {0}, {1}', name, reason));
  const names = packages.map(({ name }) => name);
  const aptGet = (args: readonly string[]) =>
    runAsRoot(['apt-get', ...args], withSudo, installLimitMs, signal);
  progress.say(t('Installing Debian packages …'));
  await aptGet(['update', '-q']);
  const { exitCode, stdout, stderr } = await aptGet([
    'install',
    '-qy',
    '--no-install-recommends',
    ...names,
  ]);
  if (exitCode !== 0) {
    const said = `${stdout}${stderr}`.trimEnd().split('\n').slice(-5).join('\n');
    throw packagesNotInstalled(names.join(' '), said);
  }
}

/** Only one lab is lost without it. */
async function tryCompose(
  withSudo: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  progress.say(
    t('Missing: {0}, {1}', 'Docker Compose', t('starts several containers from one file')),
  );
  try {
    await installCompose((words) => runAsRoot(words, withSudo, installLimitMs, signal), signal);
  } catch (error) {
    if (!(error instanceof IsolabError)) throw error;
    progress.say(`${error.message} ${error.fix}`);
  }
}

async function startService(withSudo: boolean, signal: AbortSignal): Promise<AsyncDisposable> {
  const service = (verb: string) =>
    runAsRoot(['service', 'docker', verb], withSudo, serviceLimitMs, signal);
  const { exitCode, stderr } = await service('start');
  if (exitCode !== 0) throw dockerdDidNotStart(stderr);
  const stop = ['service', 'docker', 'stop'];
  return {
    [Symbol.asyncDispose]: async () => {
      await runAsRoot(stop, withSudo, serviceLimitMs, new AbortController().signal);
    },
  };
}

// A slow mirror, a slow disk.
const installLimitMs = 20 * 60_000;
const serviceLimitMs = 120_000;

function runAsRoot(
  [program = '', ...args]: readonly string[],
  withSudo: boolean,
  timeoutMs: number,
  signal: AbortSignal,
) {
  return run(
    {
      ...(withSudo ? { program: 'sudo', args: [program, ...args] } : { program, args }),
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      timeoutMs,
    },
    signal,
  );
}
