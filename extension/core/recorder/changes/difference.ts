import type { Unnumbered } from '../attribution/fold.ts';
import type { ChangeEntry } from '../recording.ts';
import type { Change } from './change.ts';
import { describeKernelObjects } from './kernelObjects.ts';
import { describeLimits } from './limits.ts';
import { describeMounts } from './mounts.ts';
import { describeNetworks } from './networks.ts';
import type { Sight } from './sight.ts';
import { Ties, type Known } from './ties.ts';

/** What was different after a command, as sentences; what is tied to it first. Pure. */
export function describeDifference(
  before: Sight,
  after: Sight,
  known: Known,
): readonly Unnumbered<ChangeEntry>[] {
  const earlier = new Ties(known, before);
  const later = new Ties(known, after);
  const changes: readonly Change[] = [
    ...describeKernelObjects(before, after, earlier, later),
    ...describeLimits(before, after, later),
    ...describeMounts(before, after, earlier, later),
    ...describeNetworks(before, after, earlier, later, known),
  ];
  const at = after.snapshot.takenAt;
  return changes
    .map((each) => ({ lane: 'changes', at, ...each }) as const)
    .sort((a, b) => Number(b.isTied) - Number(a.isTied));
}
