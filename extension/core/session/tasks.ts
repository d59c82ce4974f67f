import { IsolabError, isError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { evaluateCheck } from '../check/evaluate.ts';
import type { Verdict } from '../check/verdict.ts';
import type { World } from '../check/world.ts';
import type { BoundStep, Task } from '../lab/lab.ts';
import type { JournalFact } from './journal.ts';
import { isSettled, judge, leftToHoldMs } from './judge.ts';
import { hasPassed } from './progress.ts';
import type { SessionRecord } from './record.ts';

/** What was last seen of a task; not kept over a restart. */
export interface Sight {
  readonly verdict: Verdict;
  /** What was observed at the first look at it since the step was opened. */
  readonly observedFirst: string;
  readonly heldSince: number | undefined;
  /** Index of the advice that fits, once something was tried. */
  readonly advice: number | undefined;
}

/** A check that takes longer than this does not answer: a stopped process in a container, a server that hangs. */
const lookLimitMs = 15_000;

/** The tasks of the open step: looks at those that count now, and turns what it sees into facts. */
export class Tasks {
  readonly step: BoundStep;
  readonly #record: SessionRecord;
  readonly #sights = new Map<string, Sight>();

  constructor(step: BoundStep, record: SessionRecord) {
    this.step = step;
    this.#record = record;
  }

  sightOf(task: string): Sight | undefined {
    return this.#sights.get(task);
  }

  /** Looks at every task that is neither settled nor blocked; one that passes may free others, which are looked at too. */
  async look(world: World, changed: () => void, signal: AbortSignal): Promise<void> {
    const seen = new Set<string>();
    for (;;) {
      const ready = this.step.tasks.filter((task) => !seen.has(task.id) && this.#isReady(task));
      if (ready.length === 0) break;
      for (const { id } of ready) seen.add(id);
      await Promise.all(
        ready.map(async (task) => {
          await this.#lookAt(task, world, signal);
          changed();
        }),
      );
    }
    if (!this.isFinished && this.step.tasks.every(({ id }) => this.isPassed(id))) {
      await this.#record.write([{ type: 'step-finished', step: this.step.id }]);
    }
  }

  isPassed(task: string): boolean {
    return hasPassed(this.#record.progress, task);
  }

  /** True while an earlier task that this one needs has not passed. */
  isBlocked(task: Task): boolean {
    return task.needs.some((id) => !this.isPassed(id));
  }

  get isFinished(): boolean {
    return this.#record.progress.steps[this.step.id]?.isFinished === true;
  }

  /** Milliseconds until the next hold task may have held for long enough. */
  get nextHoldMs(): number | undefined {
    const waiting = this.step.tasks.flatMap((task) => {
      const since = this.#sights.get(task.id)?.heldSince;
      if (since === undefined || this.isPassed(task.id)) return [];
      return [leftToHoldMs(task.mode, since, performance.now())];
    });
    return waiting.length === 0 ? undefined : Math.min(...waiting);
  }

  #isReady(task: Task): boolean {
    const isPassed = this.isPassed(task.id);
    return !isSettled(task.mode, isPassed, this.isFinished) && (isPassed || !this.isBlocked(task));
  }

  async #lookAt(task: Task, world: World, signal: AbortSignal): Promise<void> {
    const verdict = await evaluateInTime(task, world, signal);
    const before = this.#sights.get(task.id);
    const isPassed = this.isPassed(task.id);
    const now = performance.now();
    const heldSince = verdict.status === 'passed' ? (before?.heldSince ?? now) : undefined;
    const observedFirst = before?.observedFirst ?? verdict.observed;
    const facts: JournalFact[] = [];
    const where = { step: this.step.id, task: task.id };

    const isTried = this.#isTried(task.id);
    const tries = !isTried && verdict.status === 'failed' && verdict.observed !== observedFirst;
    if (tries) facts.push({ type: 'tried', ...where });
    const advice =
      verdict.status === 'failed' && !isPassed && (isTried || tries)
        ? await findAdvice(task, world, signal)
        : undefined;
    if (advice !== undefined && advice !== before?.advice) {
      facts.push({ type: 'advised', ...where, advice: advice + 1 });
    }
    const judgement = judge(task.mode, { isPassed, heldSince }, verdict.status, now);
    if (judgement === 'passes') {
      facts.push({ type: 'passed', ...where, observed: verdict.observed });
    }
    if (judgement === 'loses') facts.push({ type: 'lost', ...where, observed: verdict.observed });

    this.#sights.set(task.id, { verdict, observedFirst, heldSince, advice });
    // A tick that cannot be kept is not given; the record says so, and the next look tries again.
    await this.#record.write(facts).catch((error: unknown) => {
      if (!isError(error, 'journal-not-writable')) throw error;
    });
  }

  #isTried(task: string): boolean {
    const step = this.#record.progress.steps[this.step.id];
    return step?.isTried === true || step?.tasks[task]?.isTried === true;
  }
}

/** The number from 0 of the first advice whose condition holds now. */
async function findAdvice(
  task: Task,
  world: World,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (const [index, { when }] of task.advice.entries()) {
    const { status } = await evaluateInTime({ check: when }, world, signal);
    if (status === 'passed') return index;
  }
  return undefined;
}

/** The check's verdict, or `unable` when it does not come in time or the check breaks. */
async function evaluateInTime(
  { check }: Pick<Task, 'check'>,
  world: World,
  signal: AbortSignal,
): Promise<Verdict> {
  const limit = timeLimit(lookLimitMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    return await Promise.race([evaluateCheck(check, world, either), rejectOnAbort(either)]);
  } catch (error) {
    signal.throwIfAborted();
    return { status: 'unable', expected: '', observed: reasonOf(error, limit) };
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    // The reason of an abort is an Error: what timeout() and abort() give.
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  ended.catch(() => {});
  return ended;
}

function reasonOf(error: unknown, limit: AbortSignal): string {
  if (limit.aborted) return t('No answer within {0} seconds.', lookLimitMs / 1000);
  if (error instanceof IsolabError) return `${error.message} ${error.fix}`;
  return t('The check itself failed: {0}', String(error));
}
