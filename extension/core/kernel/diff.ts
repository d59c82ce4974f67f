import { mainCgroup } from './cgroup/main.ts';
import {
  namespaceTypes,
  type KernelChange,
  type KernelProcess,
  type KernelSnapshot,
  type Namespace,
} from './model.ts';

/** What is different in the later snapshot: processes first, then namespaces, then cgroups. */
export function diffSnapshots(
  before: KernelSnapshot,
  after: KernelSnapshot,
): readonly KernelChange[] {
  return [
    ...diffProcesses(before, after),
    ...diffNamespaces(before.namespaces, after.namespaces),
    ...diffCgroups(before.cgroups, after.cgroups),
  ];
}

function diffProcesses(before: KernelSnapshot, after: KernelSnapshot): readonly KernelChange[] {
  const earlier = new Map(before.processes.map((process) => [process.pid, process]));
  const changes: KernelChange[] = [];
  const survivors = new Set<KernelProcess>();
  for (const process of after.processes) {
    const known = earlier.get(process.pid);
    if (known === process) {
      survivors.add(known);
    } else if (known && known.startTicks === process.startTicks) {
      survivors.add(known);
      changes.push(...diffProcess(known, process));
    } else {
      changes.push({ kind: 'process-started', process });
    }
  }
  for (const process of before.processes) {
    if (!survivors.has(process)) changes.push({ kind: 'process-ended', process });
  }
  return changes;
}

function diffProcess(before: KernelProcess, process: KernelProcess): readonly KernelChange[] {
  const changes: KernelChange[] = [];
  const from = mainCgroup(before);
  const to = mainCgroup(process);
  if (from !== undefined && to !== undefined && from !== to) {
    changes.push({ kind: 'process-moved', process, from, to });
  }
  if (!before.namespaces.seen || !process.namespaces.seen) return changes;
  for (const type of namespaceTypes) {
    const left = before.namespaces.value[type];
    const entered = process.namespaces.value[type];
    if (left !== entered) {
      changes.push({ kind: 'namespace-entered', process, type, from: left, to: entered });
    }
  }
  return changes;
}

function diffNamespaces(
  before: readonly Namespace[],
  after: readonly Namespace[],
): readonly KernelChange[] {
  const key = ({ type, inode }: Namespace): string => `${type} ${inode}`;
  return [
    ...missingFrom(before, after, key).map(
      (namespace) => ({ kind: 'namespace-created', namespace }) as const,
    ),
    ...missingFrom(after, before, key).map(
      (namespace) => ({ kind: 'namespace-gone', namespace }) as const,
    ),
  ];
}

function diffCgroups(before: readonly string[], after: readonly string[]): readonly KernelChange[] {
  const key = (path: string): string => path;
  return [
    ...missingFrom(before, after, key).map((path) => ({ kind: 'cgroup-created', path }) as const),
    ...missingFrom(after, before, key).map((path) => ({ kind: 'cgroup-removed', path }) as const),
  ];
}

function missingFrom<T>(
  known: readonly T[],
  candidates: readonly T[],
  key: (item: T) => string,
): readonly T[] {
  const keys = new Set(known.map(key));
  return candidates.filter((candidate) => !keys.has(key(candidate)));
}
