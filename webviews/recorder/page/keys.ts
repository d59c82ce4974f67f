import type { Entry } from '../../../extension/core/recorder/recording.ts';
import { lanes } from './lanes.ts';

/**
 * The entry to which a key leads from this one. In the timeline up and down stay in the lane and left and right go to
 * what is nearest in time in the next lane that has something; in the table up and down go through all.
 */
export function entryByKey(
  key: string,
  entries: readonly Entry[],
  chosen: number | undefined,
  look: 'timeline' | 'table',
): Entry | undefined {
  const at = entries.findIndex(({ id }) => id === chosen);
  const entry = entries[at];
  if (key === 'End') return entries.at(-1);
  if (key === 'Home') return entries[0];
  if (entry === undefined) return key in steps || key in sides ? entries[0] : undefined;
  const step = steps[key];
  if (step !== undefined) {
    if (look === 'table' || Math.abs(step) > 1) {
      return entries[Math.min(Math.max(at + step, 0), entries.length - 1)];
    }
    const sameLane = ({ lane }: Entry): boolean => lane === entry.lane;
    return step > 0
      ? entries.slice(at + 1).find(sameLane)
      : entries.slice(0, at).findLast(sameLane);
  }
  const side = sides[key];
  if (side === undefined || look === 'table') return undefined;
  const beside =
    side > 0
      ? lanes.slice(lanes.indexOf(entry.lane) + 1)
      : lanes.slice(0, lanes.indexOf(entry.lane)).toReversed();
  for (const lane of beside) {
    const found = nearest(
      entries.filter((each) => each.lane === lane),
      entry.at,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
};
const sides: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

function nearest(entries: readonly Entry[], at: number): Entry | undefined {
  let best: Entry | undefined;
  for (const entry of entries) {
    if (best === undefined || Math.abs(entry.at - at) < Math.abs(best.at - at)) best = entry;
  }
  return best;
}
