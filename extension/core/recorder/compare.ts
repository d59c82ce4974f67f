import type { Entry, Recording } from './recording.ts';

/** Two recordings side by side: the entries that stand for the same thing share a row. */
export interface ComparedRow {
  readonly left?: Entry;
  readonly right?: Entry;
}

/** Lays two recordings side by side. */
export function compareRecordings(left: Recording, right: Recording): readonly ComparedRow[] {
  const rest = [...right.entries];
  const rows = left.entries.map((entry): ComparedRow => {
    const index = rest.findIndex((each) => signOf(each) === signOf(entry));
    const [found] = index === -1 ? [] : rest.splice(index, 1);
    return { left: entry, ...(found && { right: found }) };
  });
  return [...rows, ...rest.map((entry) => ({ right: entry }))];
}

const signOf = (entry: Entry): string =>
  entry.lane === 'api'
    ? `${entry.method} ${entry.path}`
    : entry.lane === 'kernel'
      ? `${entry.call} ${entry.flags.join()}`
      : entry.lane === 'programs'
        ? entry.name
        : entry.kind;
