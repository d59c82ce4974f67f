import { describeChange } from '../../kernel/describeChange.ts';
import { diffSnapshots } from '../../kernel/diff.ts';
import type { Unnumbered } from '../attribution/fold.ts';
import type { ChangeEntry } from '../recording.ts';
import type { Sight } from './sight.ts';

/** What is different, as entries; `isTied` by what the command is known to have done. */
export function describeDifference(
  before: Sight,
  after: Sight,
): readonly Unnumbered<ChangeEntry>[] {
  return diffSnapshots(before.snapshot, after.snapshot).map((change) => ({
    lane: 'changes',
    at: after.snapshot.takenAt,
    kind: change.kind,
    sentence: describeChange(change),
    isTied: false,
  }));
}
