import { t } from '../../base/l10n.ts';
import { quoteList } from '../../base/quote.ts';
import type { Entry, Lane, Recording } from '../../recorder/recording.ts';

/** What a look found. It reads on after the command's name; `holds` is undefined where nobody could see it. */
export interface Sight {
  readonly found: string;
  readonly holds: boolean | undefined;
  /** How near it comes to what is wanted, below 1; of two commands the one that comes nearer is told. */
  readonly nearness?: number;
}

/** What is wanted of an entry beside what it is: "status 201". */
export interface Detail<Of extends Entry> {
  /** Absent for what goes without saying. */
  readonly wanted?: string;
  see(entry: Of, recording: Recording): Sight;
}

/** What is wanted in one lane, as that lane has it. */
export interface Wanted<Of extends Entry> {
  readonly lane: Of['lane'];
  /** What it is, in words: "`POST /containers/create`". */
  readonly name: string;
  did(what: string): string;
  didNot(what: string): string;
  /** What an entry of the lane is. */
  nameOf(entry: Of): string;
  isNamed(entry: Of): boolean;
  readonly details: readonly Detail<Of>[];
}

/** Something that is wanted in a recording, whatever its lane. */
export interface WantedEntry {
  readonly lane: Lane;
  /** Reads on after the command: "made the API call `POST /containers/create` (status 201)". */
  readonly wanted: string;
  /** The same turned round: "made no API call …". */
  readonly unwanted: string;
  /** Whether this entry is such a one; undefined where that cannot be seen. */
  fits(entry: Entry, recording: Recording): boolean | undefined;
  /** What is there: such an entry, or what comes nearest to one. */
  describe(recording: Recording): Required<Pick<Sight, 'found' | 'nearness'>>;
}

/** The same for all lanes. */
export function wantedEntry<Of extends Entry>(wanted: Wanted<Of>): WantedEntry {
  const { lane, name, details } = wanted;
  const isOwn = (entry: Entry): entry is Of => entry.lane === lane;
  const words = withDetails(
    name,
    details.flatMap((each) => each.wanted ?? []),
  );
  return {
    lane,
    wanted: wanted.did(words),
    unwanted: wanted.didNot(words),
    fits(entry, recording) {
      if (!isOwn(entry) || !wanted.isNamed(entry)) return false;
      const answers = details.map(({ see }) => see(entry, recording).holds);
      if (answers.includes(false)) return false;
      return answers.includes(undefined) ? undefined : true;
    },
    describe: (recording) => describe(wanted, recording.entries.filter(isOwn), recording),
  };
}

function describe<Of extends Entry>(
  { name, details, did, didNot, nameOf, isNamed }: Wanted<Of>,
  entries: readonly Of[],
  recording: Recording,
): Required<Pick<Sight, 'found' | 'nearness'>> {
  const looks = entries.filter(isNamed).map((entry) => {
    const sights = details.map(({ see }) => see(entry, recording));
    const wrong = sights.filter(({ holds }) => holds !== true);
    // What could not be seen may yet be right.
    const distance = sights.reduce((sum, { holds }) => sum + distanceOf(holds), 0);
    return { sights, wrong, distance };
  });
  const least = Math.min(...looks.map(({ distance }) => distance));
  const nearest = looks.findLast(({ distance }) => distance === least);
  if (nearest === undefined) {
    const others = [...new Set(entries.map(nameOf))];
    const not = didNot(name);
    const found = others.length === 0 ? not : t('{0}, but {1}', not, quoteList(others));
    return { found, nearness: 0 };
  }
  const telling = nearest.wrong.length === 0 ? nearest.sights : nearest.wrong;
  const words = telling.flatMap(({ found }) => (found === '' ? [] : found));
  return {
    found: did(withDetails(name, words)),
    nearness: 1 - (least + 1) / (details.length + 2),
  };
}

function distanceOf(holds: boolean | undefined): number {
  if (holds === undefined) return 0.5;
  return holds ? 0 : 1;
}

function withDetails(name: string, details: readonly string[]): string {
  return details.length === 0 ? name : `${name} (${details.join(', ')})`;
}
