import type { FoldedCall, KernelEntry } from '../recording.ts';

/** An entry that has no number yet. */
export type Unnumbered<E> = E extends unknown ? Omit<E, 'id'> : never;

const mostInside = 100;

/**
 * Joins what one process did again and again into one entry: its threads and what it did to one cgroup wherever they
 * stand, everything else only where nothing of that process stands between. Nothing is dropped: an entry says how many
 * it stands for.
 */
export function foldRepeated(
  entries: readonly Unnumbered<KernelEntry>[],
): readonly Unnumbered<KernelEntry>[] {
  const groups: Group[] = [];
  const latest = new Map<string, Group>();
  for (const entry of entries) {
    const { at, pid, args } = entry;
    const key = keyOf(entry);
    const group = latest.get(key);
    if (group !== undefined && isAlike(group.first, entry)) {
      group.count++;
      if (group.inside.length < mostInside) group.inside.push({ at, pid, args });
      continue;
    }
    const begun = { first: entry, inside: [{ at, pid, args }], count: 1 };
    groups.push(begun);
    latest.set(key, begun);
  }
  return groups.map(({ first, inside, count }) =>
    count === 1 ? first : { ...first, args: common(first.args, inside), folded: count, inside },
  );
}

interface Group {
  readonly first: Unnumbered<KernelEntry>;
  readonly inside: FoldedCall[];
  count: number;
}

/** Entries of one key are compared with the one before. */
function keyOf({ pid, call, flags, args }: Unnumbered<KernelEntry>): string {
  if (call === 'clone' && flags.includes('THREAD')) return `${pid} thread`;
  return call.startsWith('cgroup ') ? `${pid} ${call} ${args['path']}` : String(pid);
}

/** The same kind: what differs is only where, or for whom. */
function isAlike(a: Unnumbered<KernelEntry>, b: Unnumbered<KernelEntry>): boolean {
  return (
    a.call === b.call &&
    a.error === b.error &&
    a.container === b.container &&
    String(a.flags) === String(b.flags)
  );
}

/** What is the same in all of them; the rest stands in each. */
function common(args: KernelEntry['args'], inside: readonly FoldedCall[]): KernelEntry['args'] {
  return Object.fromEntries(
    Object.entries(args).filter(([name, value]) =>
      inside.every((each) => each.args[name] === value),
    ),
  );
}
