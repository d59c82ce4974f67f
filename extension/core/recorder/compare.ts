import type { Entry, Recording } from './recording.ts';

/** Two recordings side by side: the entries that stand for the same thing share a row. */
export interface ComparedRow {
  readonly left?: Entry;
  readonly right?: Entry;
}

/**
 * Lays two recordings side by side, each lane for itself. What differs from run to run (IDs, PIDs, inodes, times,
 * names that the engine chose) does not count: the same thing is what reads the same without them. Pure.
 */
export function compareRecordings(left: Recording, right: Recording): readonly ComparedRow[] {
  return (['api', 'programs', 'kernel', 'changes'] as const).flatMap((lane) => {
    const ofLane = ({ entries }: Recording): readonly Entry[] =>
      entries.filter((entry) => entry.lane === lane);
    return align(ofLane(left), ofLane(right));
  });
}

/** By the longest common subsequence: both keep their order. */
function align(left: readonly Entry[], right: readonly Entry[]): readonly ComparedRow[] {
  const a = left.map(signOf);
  const b = right.map(signOf);
  const { before, after } = commonEnds(a, b);
  const middle = alignMiddle(
    left.slice(before, left.length - after),
    right.slice(before, right.length - after),
    a.slice(before, a.length - after),
    b.slice(before, b.length - after),
  );
  const both = (from: number, count: number, shift: number): readonly ComparedRow[] =>
    left.slice(from, from + count).map((entry, index) => pair(entry, right[from + index + shift]));
  return [
    ...both(0, before, 0),
    ...middle,
    ...both(left.length - after, after, right.length - left.length),
  ];
}

function commonEnds(a: readonly string[], b: readonly string[]): { before: number; after: number } {
  const most = Math.min(a.length, b.length);
  let before = 0;
  while (before < most && a[before] === b[before]) before++;
  let after = 0;
  while (after < most - before && a.at(-1 - after) === b.at(-1 - after)) after++;
  return { before, after };
}

/** A table of so many fields is made in a moment; beyond that only the next few are looked at. */
const mostFields = 4_000_000;

function alignMiddle(
  left: readonly Entry[],
  right: readonly Entry[],
  a: readonly string[],
  b: readonly string[],
): readonly ComparedRow[] {
  const width = b.length + 1;
  const isLarge = (a.length + 1) * width > mostFields;
  const lengths = isLarge ? undefined : commonLengths(a, b);
  const rows: ComparedRow[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const [one, other] = [left[i], right[j]];
    if (one !== undefined && other !== undefined && a[i] === b[j]) {
      rows.push(pair(one, other));
      i++;
      j++;
      continue;
    }
    const downFirst =
      lengths === undefined
        ? isNear(b, j, a[i]) === isNear(a, i, b[j]) || !isNear(b, j, a[i])
        : (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0);
    if (one !== undefined && (other === undefined || downFirst)) {
      rows.push({ left: one });
      i++;
    } else if (other !== undefined) {
      rows.push({ right: other });
      j++;
    }
  }
  return rows;
}

/** How long the longest common subsequence is from each place on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
    }
  }
  return lengths;
}

const nearby = 200;

function isNear(signs: readonly string[], from: number, sign: string | undefined): boolean {
  return sign !== undefined && signs.slice(from, from + nearby).includes(sign);
}

function pair(left: Entry | undefined, right: Entry | undefined): ComparedRow {
  return { ...(left && { left }), ...(right && { right }) };
}

/** What an entry is, without what differs from run to run. */
function signOf(entry: Entry): string {
  switch (entry.lane) {
    case 'api':
      return normal(`${entry.method} ${entry.path} ${entry.status ?? ''}`);
    case 'programs':
      return normal(`${entry.path} ${entry.args?.at(-1) === 'init' ? 'init' : verbOf(entry)}`);
    case 'kernel': {
      const { call, flags, args, error = '' } = entry;
      const { path = '', fsname = '', filesystemtype = '' } = args;
      return normal([call, ...flags, path, fsname, filesystemtype, error].join(' '));
    }
    case 'changes':
      return normal(`${entry.kind} ${entry.isTied ? entry.sentence : ''}`);
  }
}

/** `runc … create`, `containerd-shim-runc-v2 … start`: the word that says what it shall do. */
function verbOf({ args = [] }: Extract<Entry, { lane: 'programs' }>): string {
  return args.find((word) => verbs.has(word)) ?? '';
}

const verbs = new Set(['create', 'start', 'exec', 'kill', 'delete', 'state', 'run']);

/** IDs, inodes and PIDs are numbers; a container without a name of its own gets two words (moby: namesgenerator). */
function normal(text: string): string {
  return text
    .replace(/\/containers\/[^/ ]+(?=\/| )/, '/containers/…')
    .replace(/[0-9a-f]{12,64}/g, '…')
    .replace(/\b[a-z]+_[a-z]+\d?\b/g, '…')
    .replace(/\bveth[0-9a-f]+\b/g, '…')
    .replace(/\d+/g, '…');
}
