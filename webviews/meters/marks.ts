import { t } from '../../extension/core/base/l10n.ts';
import type { CgroupReading } from '../../extension/core/kernel/model.ts';
import type { MetersState } from './protocol.ts';

type Mark = MetersState['marks'][number];

/** One OOM kill is told by the engine and by a counter: within this time it is the same one. */
const sameForMs = 2000;
/** Throttling that goes on is marked again after this time. */
const throttlingGoesOnForMs = 10_000;
const keptForMs = 120_000;

/** The marks with one more, unless it tells what the last of its kind already did; old ones are dropped. */
export function addMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  const silentForMs = mark.kind === 'oom' ? sameForMs : throttlingGoesOnForMs;
  const isKnown = marks.some(
    ({ at, path, kind }) => path === mark.path && kind === mark.kind && mark.at - at < silentForMs,
  );
  const kept = marks.filter(({ at }) => mark.at - at <= keptForMs);
  return isKnown ? kept : [...kept, mark];
}

/** What two readings of one cgroup tell: an OOM kill or throttling in between. */
export function findMarks(
  before: CgroupReading | undefined,
  after: CgroupReading,
  title: string,
  at: number,
): readonly Mark[] {
  if (before === undefined) return [];
  const hasOomKill =
    before.memory.seen &&
    after.memory.seen &&
    after.memory.value.oomKills > before.memory.value.oomKills;
  const isThrottled =
    before.cpu.seen &&
    after.cpu.seen &&
    after.cpu.value.throttledPeriods > before.cpu.value.throttledPeriods;
  return [
    ...(hasOomKill ? [oomMark(after.path, title, at)] : []),
    ...(isThrottled
      ? [{ at, path: after.path, kind: 'throttled' as const, text: t('{0} is throttled', title) }]
      : []),
  ];
}

/** The kernel killed a process of this cgroup for want of memory. */
export function oomMark(path: string, title: string, at: number): Mark {
  return { at, path, kind: 'oom', text: t('{0}: a process was killed for want of memory', title) };
}
