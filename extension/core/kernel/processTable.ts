import { t } from '../base/l10n.ts';
import type { Bytes } from './bytes.ts';
import { parseCgroupMembership } from './cgroup/membership.ts';
import { parseCommandLine } from './commandLine.ts';
import { namespaceTypes, type KernelProcess, type NamespaceType, type Seen } from './model.ts';
import { parseNamespaceLink } from './namespaceLink.ts';
import { parseProcStat, type ProcStat } from './procStat.ts';
import { parseProcIdentity } from './procStatus.ts';
import type { Unreadable } from './reader.ts';

/** The cheap part of a process, read every time. */
export interface RawProcess {
  readonly stat: Bytes;
  readonly cgroup: Bytes;
}

/** The dear part, read for new processes and after execve(2). */
export interface RawDetails {
  readonly status: Bytes | Unreadable;
  readonly commandLine: Bytes | Unreadable;
  readonly namespaces: readonly (string | Unreadable)[];
}

interface Entry {
  readonly raw: RawProcess;
  readonly stat: ProcStat;
  readonly process: KernelProcess | undefined;
  /** How often this program was read as a whole: a second time, because programs set their title after they start. */
  readonly described: number;
}

/** All processes as last read. Says of which ones the details must be read, by PID and start time together. */
export class ProcessTable {
  #entries = new Map<number, Entry>();
  #namespacesVersion = 0;

  /** Another number when some process may be in another namespace than before, or came, or went. */
  get namespacesVersion(): number {
    return this.#namespacesVersion;
  }

  /** Takes the cheap part of all processes there are now; gives those whose details are unknown or outdated. */
  update(raws: ReadonlyMap<number, RawProcess>): readonly number[] {
    const outdated: number[] = [];
    const entries = new Map<number, Entry>();
    for (const [pid, raw] of raws) {
      const known = this.#entries.get(pid);
      const entry = known && isSame(known.raw, raw) ? known : makeEntry(raw, known);
      if (!entry) continue;
      entries.set(pid, entry);
      if (entry.process === undefined) outdated.push(pid);
    }
    if (outdated.length > 0 || entries.size !== this.#entries.size) this.#namespacesVersion++;
    this.#entries = entries;
    return outdated;
  }

  /** Takes the details of some processes; one that ended meanwhile is forgotten. */
  describe(details: ReadonlyMap<number, RawDetails>, knownTypes: ReadonlySet<string>): void {
    this.#namespacesVersion++;
    for (const [pid, { status, commandLine, namespaces }] of details) {
      const entry = this.#entries.get(pid);
      if (!entry) continue;
      if (typeof status !== 'string' || status === '') {
        this.#entries.delete(pid);
        continue;
      }
      const { userId, nestedPids } = parseProcIdentity(status);
      const process: KernelProcess = {
        ...visibleStat(entry.stat),
        commandLine: typeof commandLine === 'string' ? parseCommandLine(commandLine) : [],
        userId,
        nestedPids: nestedPids.length > 0 ? nestedPids : [pid],
        namespaces: readNamespaces(namespaces, knownTypes, entry.stat.state),
        cgroups: parseCgroupMembership(entry.raw.cgroup),
      };
      this.#entries.set(pid, { ...entry, process, described: entry.described + 1 });
    }
  }

  /** Takes the namespaces of some processes that are known otherwise. */
  move(
    links: ReadonlyMap<number, RawDetails['namespaces']>,
    knownTypes: ReadonlySet<string>,
  ): void {
    for (const [pid, own] of links) {
      const entry = this.#entries.get(pid);
      if (!entry?.process) continue;
      const namespaces = readNamespaces(own, knownTypes, entry.stat.state);
      if (areSame(entry.process.namespaces, namespaces)) continue;
      this.#namespacesVersion++;
      this.#entries.set(pid, { ...entry, process: { ...entry.process, namespaces } });
    }
  }

  /** What may have changed without execve(2): everything of young processes, namespaces of all but kernel threads. */
  changeable(): { readonly young: readonly number[]; readonly settled: readonly number[] } {
    const young: number[] = [];
    const settled: number[] = [];
    for (const { stat, process, described } of this.#entries.values()) {
      if (process === undefined || described < 2) young.push(stat.pid);
      else if (!stat.isKernelThread) settled.push(stat.pid);
    }
    return { young, settled };
  }

  /** For each of these cgroups of one hierarchy that has a process: where that process is in all hierarchies. */
  cgroupMembers(
    hierarchy: string,
    wanted: ReadonlySet<string>,
  ): ReadonlyMap<string, Readonly<Record<string, string>>> {
    const members = new Map<string, Readonly<Record<string, string>>>();
    for (const { process } of this.#entries.values()) {
      const path = process?.cgroups[hierarchy];
      if (process && path !== undefined && wanted.has(path)) members.set(path, process.cgroups);
    }
    return members;
  }

  /** Everything known, by PID. */
  processes(): readonly KernelProcess[] {
    const processes: KernelProcess[] = [];
    for (const { process } of this.#entries.values()) if (process) processes.push(process);
    return processes;
  }
}

function areSame(before: KernelProcess['namespaces'], after: KernelProcess['namespaces']): boolean {
  if (!before.seen || !after.seen) return before.seen === after.seen;
  return namespaceTypes.every((type) => before.value[type] === after.value[type]);
}

function isSame(known: RawProcess, raw: RawProcess): boolean {
  return known.stat === raw.stat && known.cgroup === raw.cgroup;
}

function makeEntry(raw: RawProcess, known: Entry | undefined): Entry | undefined {
  const stat = parseProcStat(raw.stat);
  if (!stat) return undefined;
  const isUnmoved =
    known?.process !== undefined &&
    known.stat.startTicks === stat.startTicks &&
    known.stat.execMark === stat.execMark &&
    known.raw.cgroup === raw.cgroup &&
    (stat.state === 'Z') === (known.stat.state === 'Z');
  return isUnmoved
    ? { ...known, raw, stat, process: { ...known.process, ...visibleStat(stat) } }
    : { raw, stat, process: undefined, described: 0 };
}

function visibleStat({ pid, name, state, parentPid, threads, startTicks }: ProcStat) {
  return { pid, name, state, parentPid, threads, startTicks };
}

function readNamespaces(
  links: readonly (string | Unreadable)[],
  knownTypes: ReadonlySet<string>,
  state: string,
): KernelProcess['namespaces'] {
  const inodes: Partial<Record<NamespaceType, number>> = {};
  for (const [index, type] of namespaceTypes.entries()) {
    const link = links[index];
    const inode = typeof link === 'string' ? parseNamespaceLink(link) : undefined;
    if (inode === undefined && knownTypes.has(type)) return notSeen(link, state);
    inodes[type] = inode ?? 0;
  }
  return { seen: true, value: inodes as Record<NamespaceType, number> }; // the loop set all eight
}

function notSeen(
  link: string | Unreadable | undefined,
  state: string,
): Extract<Seen<unknown>, { seen: false }> {
  if (state === 'Z') {
    return {
      seen: false,
      reason: t('It has ended and waits for its parent; it is in no namespace.'),
    };
  }
  if (typeof link === 'object' && !link.isGone) return { seen: false, reason: link.reason };
  return { seen: false, reason: t('It was ending while it was read.') };
}
