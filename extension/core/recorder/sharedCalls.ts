import type { Span } from './attribution/scene.ts';

/** A program that is this young when a call comes is likely to be the one that calls. */
const youngMs = 1_000;

/**
 * Which of several commands made a call at this time, by when the programs of each ran: the only one that had any
 * program then, else the only one of which a program had just begun. Undefined where that does not tell. Pure.
 */
export function findCaller<T>(
  candidates: readonly { readonly of: T; readonly programs: readonly Span[] }[],
  at: number,
): T | undefined {
  const running = candidates.filter(({ programs }) =>
    programs.some(({ from, to }) => from <= at && at <= to),
  );
  if (running.length === 1) return running[0]?.of;
  const young = running.filter(({ programs }) =>
    programs.some(({ from, to }) => at - youngMs <= from && from <= at && at <= to),
  );
  return young.length === 1 ? young[0]?.of : undefined;
}
