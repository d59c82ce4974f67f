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
      group.flags = group.flags.filter((flag) => entry.flags.includes(flag));
      if (group.inside.length < mostInside) group.inside.push({ at, pid, args });
      continue;
    }
    const begun = { first: entry, flags: entry.flags, inside: [{ at, pid, args }], count: 1 };
    groups.push(begun);
    latest.set(key, begun);
  }
  return groups.map((group) => (group.count === 1 ? group.first : join(group)));
}

/** What is the same in all of them stands in the entry, the rest in each. */
function join({ first, flags, inside, count }: Group): Unnumbered<KernelEntry> {
  const { tookMs: _, ...entry } = first;
  const args = Object.entries(first.args).filter(([name, value]) =>
    inside.every((each) => each.args[name] === value),
  );
  return { ...entry, flags, args: Object.fromEntries(args), folded: count, inside };
}

interface Group {
  readonly first: Unnumbered<KernelEntry>;
  /** Those that all of them have. */
  flags: readonly string[];
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
    (String(a.flags) === String(b.flags) || (isBind(a) && isBind(b)) || isTrial(a))
  );
}

/** A bind mount gets its own flags by a second call (mount(2), MS_REMOUNT): many such pairs make one container. */
function isBind({ call, flags }: Unnumbered<KernelEntry>): boolean {
  return call === 'mount' && flags.includes('BIND');
}

/** A filter without an address is only tried, to find out which flags the kernel knows (seccomp(2), EFAULT). */
function isTrial({ call, error }: Unnumbered<KernelEntry>): boolean {
  return call === 'seccomp' && error === 'EFAULT';
}
