import type { Verdict } from '../check/verdict.ts';
import type { TaskMode } from '../lab/lab.ts';

/** What a verdict makes of a task: passed now, passed no longer, or as before. */
export type Judgement = 'passes' | 'loses' | 'stays';

/** How a task stands at a verdict. */
export interface Standing {
  readonly isPassed: boolean;
  /** Since when its check has passed without a break, this look included, in milliseconds; undefined while it does not. */
  readonly heldSince: number | undefined;
}

/** Judges one verdict: an edge task keeps its tick, a level task loses it with its state, a hold task waits. */
export function judge(
  mode: TaskMode,
  { isPassed, heldSince }: Standing,
  status: Verdict['status'],
  now: number,
): Judgement {
  if (isPassed) return mode.kind === 'level' && status === 'failed' ? 'loses' : 'stays';
  if (status !== 'passed') return 'stays';
  return leftToHoldMs(mode, heldSince ?? now, now) === 0 ? 'passes' : 'stays';
}

/** Milliseconds that a hold task must go on holding; 0 for every other. */
export function leftToHoldMs(mode: TaskMode, heldSince: number, now: number): number {
  return mode.kind === 'hold' ? Math.max(0, mode.holdMs - (now - heldSince)) : 0;
}

/** True when a task need not be looked at any more: its tick stays whatever happens. */
export function isSettled(mode: TaskMode, isPassed: boolean, isStepFinished: boolean): boolean {
  return isPassed && (mode.kind !== 'level' || isStepFinished);
}
