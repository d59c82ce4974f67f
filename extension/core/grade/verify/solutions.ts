import { t } from '../../base/l10n.ts';
import type { BoundStep, Lab, Task } from '../../lab/lab.ts';
import { Bench, type Tools } from './bench.ts';
import { fingerprint, leftOver, readInventory } from './inventory.ts';
import { proveMistakes, proveThought } from './mistakes.ts';
import { proveRepeated } from './repeated.ts';

/** What solving a lab has shown, for the parts that need a lab that is being solved. */
export interface SolvedFindings {
  readonly solutions: readonly string[];
  readonly mistakes: readonly string[];
  readonly repeated: readonly string[];
  readonly reset: readonly string[];
}

/**
 * Solves the lab step by step. The mistakes of a step are made before it is solved, checks are asked again when it is,
 * and it is reset and solved once more, as often as its tasks have ways, but once at least. In the end the lab is reset,
 * and all of it removed.
 */
export async function proveSolved(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<SolvedFindings> {
  const findings: Findings = { solutions: [], mistakes: [], repeated: [], reset: [] };
  const before = await readInventory(tools.engine, signal);
  await using bench = await Bench.open(lab, tools, signal);
  const fresh = await stateOf(bench);
  findings.mistakes.push(...proveThought(bench.lab));
  await solveLab(bench, findings, signal);
  findings.reset.push(...(await proveLabReset(bench, fresh)));
  const left = await bench.remove(signal);
  findings.reset.push(...left.map((name) => t('{0} is left on the disk after removal', name)));
  const after = leftOver(before, await readInventory(tools.engine, signal), bench.traces);
  findings.reset.push(...after.map((name) => t('left on the engine after removal: {0}', name)));
  return findings;
}

type Findings = { -readonly [Part in keyof SolvedFindings]: string[] };

async function solveLab(bench: Bench, findings: Findings, signal: AbortSignal): Promise<void> {
  for (const [index, step] of bench.lab.steps.entries()) {
    await bench.session.goTo(index);
    await bench.session.checkNow();
    const before = await stateOf(bench);
    const compare = async (): Promise<void> => {
      findings.reset.push(...difference(step.id, before, await stateOf(bench)));
    };
    findings.mistakes.push(...(await proveMistakes(bench, step, compare, signal)));
    for (let way = 0; way < timesOf(step); way++) {
      if (way > 0) {
        await bench.resetStep();
        await compare();
        const kept = passedOf(bench, step.tasks);
        findings.reset.push(
          ...kept.map(({ id }) => t('{0} is still passed after the reset of its step', id)),
        );
      }
      findings.solutions.push(...(await solveStep(bench, step, way, signal)));
      if (findings.solutions.length > 0) return;
      if (way === 0) findings.repeated.push(...(await proveRepeated(bench, step, signal)));
    }
  }
}

/** As often as its tasks have ways, and twice at least, because of the reset. */
function timesOf({ tasks }: BoundStep): number {
  return Math.max(2, ...tasks.map(({ solutions }) => solutions.length));
}

/** Those of the tasks that are passed and were not so from the beginning. */
function passedOf(bench: Bench, tasks: readonly Task[]): readonly Task[] {
  return tasks.filter((task) => bench.state(task).status === 'passed' && !task.isGiven);
}

/** Does every task of the step in order; gives what did not pass. */
async function solveStep(
  bench: Bench,
  step: BoundStep,
  way: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  await bench.predict(step);
  for (const task of step.tasks) {
    if (await bench.solve(task, way, signal)) continue;
    const { status, verdict } = bench.state(task);
    const { observed = '', expected = '' } = verdict ?? {};
    return [
      t(
        '{0} is {1} after solution {2}. Expected: {3}. Observed: {4}. Terminal: {5}',
        task.id,
        status,
        Math.min(way + 1, task.solutions.length),
        expected,
        observed,
        bench.screen,
      ),
    ];
  }
  const unmeasured = bench.session.state.steps
    .find(({ id }) => id === step.id)
    ?.questions.filter(({ kind, measured }) => kind === 'predict' && measured === undefined);
  return (unmeasured ?? []).map(({ id }) => t('the prediction {0} could not be measured', id));
}

async function proveLabReset(bench: Bench, fresh: readonly string[]): Promise<readonly string[]> {
  const { session, lab } = bench;
  await session.resetLab();
  const now = await stateOf(bench);
  const passed = passedOf(
    bench,
    lab.steps.flatMap(({ tasks }) => tasks),
  );
  return [
    ...(String(now) === String(fresh)
      ? []
      : [t('after the reset of the lab there is: {0}', now.join(', '))]),
    ...passed.map(({ id }) => t('{0} is still passed after the reset of the lab', id)),
  ];
}

function stateOf({ session }: Bench): Promise<readonly string[]> {
  return fingerprint(session.state.owned, session.workFolder);
}

function difference(
  step: string,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  return [
    ...before
      .filter((line) => !after.includes(line))
      .map((line) => t('the reset of {0} does not bring back: {1}', step, line)),
    ...after
      .filter((line) => !before.includes(line))
      .map((line) => t('the reset of {0} leaves: {1}', step, line)),
  ];
}
