import { mainCgroup } from './cgroup/main.ts';
import type { KernelProcess, KernelSnapshot } from './model.ts';

/** The process that stands for the machine itself: the lowest PID that may be looked at, in the outermost PID namespace. */
export function findHostProcess(snapshot: KernelSnapshot): KernelProcess | undefined {
  return lowestPid(
    snapshot.processes.filter(
      ({ namespaces, nestedPids }) => namespaces.seen && nestedPids.length === 1,
    ),
  );
}

/**
 * The processes that live in the same container as its first process: in its cgroup or below it, and where the
 * container has no cgroup of its own, in its PID namespace. None when there is no such process.
 */
export function processesOf(snapshot: KernelSnapshot, pid: number): readonly KernelProcess[] {
  const first = snapshot.processes.find((process) => process.pid === pid);
  if (!first) return [];
  const own = mainCgroup(first);
  if (own !== undefined && own !== '/') return processesBelow(snapshot, own);
  const inode = first.namespaces.seen ? first.namespaces.value.pid : undefined;
  return snapshot.processes.filter(
    (process) =>
      process.pid === pid ||
      (inode !== undefined && process.namespaces.seen && process.namespaces.value.pid === inode),
  );
}

/** The processes in a cgroup or below it. */
export function processesBelow(snapshot: KernelSnapshot, cgroup: string): readonly KernelProcess[] {
  return snapshot.processes.filter((process) => isIn(mainCgroup(process), cgroup));
}

function isIn(path: string | undefined, folder: string): boolean {
  return path !== undefined && (path === folder || path.startsWith(`${folder}/`));
}

function lowestPid(processes: readonly KernelProcess[]): KernelProcess | undefined {
  return processes.reduce<KernelProcess | undefined>(
    (lowest, process) => (lowest && lowest.pid <= process.pid ? lowest : process),
    undefined,
  );
}
