import { t } from '../../base/l10n.ts';
import type { Lane, Recording } from '../../recorder/recording.ts';
import { describeComparison, holds, type Comparison } from '../comparison.ts';
import { plain } from '../units.ts';
import type { Sight, WantedEntry } from './wanted.ts';

/** One condition on what was recorded around a command. */
export interface Condition {
  /** The lanes that it looks at. */
  readonly lanes: readonly Lane[];
  /** Reads on after the command. */
  readonly wanted: string;
  look(recording: Recording): Sight;
}

/** So many such entries are there; at least one unless said otherwise. */
export function happened(entry: WantedEntry, count: Comparison | undefined): Condition {
  const times = (words: string, number: string): string =>
    count === undefined ? words : t('{0}, {1} ×', words, number);
  return {
    lanes: [entry.lane],
    wanted: times(entry.wanted, describeComparison(count ?? 1, plain)),
    look(recording) {
      const answers = recording.entries.map((each) => entry.fits(each, recording));
      const surely = answers.filter((answer) => answer === true).length;
      const doubtful = answers.filter((answer) => answer === undefined).length;
      const more = isBlind(recording, entry.lane) ? manyMore : doubtful;
      const { found, nearness } = entry.describe(recording);
      return {
        found: times(found, String(surely)),
        nearness,
        holds: holdsBetween(count ?? { atLeast: 1 }, surely, surely + more),
      };
    },
  };
}

/** No such entry is there; that is not known before the command has ended. */
export function neverHappened(entry: WantedEntry): Condition {
  return {
    lanes: [entry.lane],
    wanted: entry.unwanted,
    look(recording) {
      const answers = recording.entries.map((each) => entry.fits(each, recording));
      if (answers.includes(true)) return { ...entry.describe(recording), holds: false };
      if (recording.endedAt === undefined) return { found: t('has not ended yet'), holds: false };
      const isSeen = !answers.includes(undefined) && !isBlind(recording, entry.lane);
      return { found: entry.unwanted, holds: isSeen ? true : undefined };
    },
  };
}

/** Entries like these are there, one after the other, whatever stands between them. */
export function inOrder(entries: readonly WantedEntry[]): Condition {
  return {
    lanes: [...new Set(entries.map(({ lane }) => lane))],
    wanted: entries.map(({ wanted }) => wanted).join(t(', then ')),
    look(recording) {
      const seen = countInOrder(entries, recording, (answer) => answer === true);
      const missing = entries[seen];
      const words = entries.map(({ wanted }) => wanted).join(t(', then '));
      if (missing === undefined) return { found: words, holds: true };
      // What a lane may have left out can have been anywhere.
      const visible = entries.filter(({ lane }) => !isBlind(recording, lane));
      const possible = countInOrder(visible, recording, (answer) => answer !== false);
      return {
        found: describeMissing(missing, entries[seen - 1], recording),
        holds: possible === visible.length ? undefined : false,
        nearness: seen / entries.length,
      };
    },
  };
}

/** Whether something may have happened in this lane that is not in the recording. */
export function isBlind({ lanes, unattributed, entries }: Recording, lane: Lane): boolean {
  const { isSeen, lost } = lanes[lane];
  if (!isSeen || lost > 0) return true;
  // What a daemon did for nobody knows whom may have been for a command that asked it for something.
  const isOfDaemon = lane === 'programs' || lane === 'kernel';
  return isOfDaemon && unattributed > 0 && entries.some((entry) => entry.lane === 'api');
}

/** So many more of a kind may have been where it was not seen. */
const manyMore = 1_000;

/** Whether every number from `least` to `most` is as wanted, or none; undefined where it depends on the number. */
export function holdsBetween(wanted: Comparison, least: number, most: number): boolean | undefined {
  const first = holds(least, wanted, plain);
  for (let number = least + 1; number <= most; number++) {
    if (holds(number, wanted, plain) !== first) return undefined;
  }
  return first;
}

/** How many of these are there, each after the one before. */
function countInOrder(
  wanted: readonly WantedEntry[],
  recording: Recording,
  isEnough: (answer: boolean | undefined) => boolean,
): number {
  let count = 0;
  for (const entry of recording.entries) {
    const next = wanted[count];
    if (next !== undefined && isEnough(next.fits(entry, recording))) count++;
  }
  return count;
}

function describeMissing(
  missing: WantedEntry,
  before: WantedEntry | undefined,
  recording: Recording,
): string {
  const isThere = recording.entries.some((entry) => missing.fits(entry, recording) === true);
  return before === undefined || !isThere
    ? missing.describe(recording).found
    : t('{0}, but not after it {1}', missing.wanted, before.wanted);
}
