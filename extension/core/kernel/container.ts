import type { KernelProcess, KernelSnapshot } from './model.ts';

/** The processes that live in the same container as this first process: those in its cgroup or below it. */
export function processesOf(snapshot: KernelSnapshot, pid: number): readonly KernelProcess[] {
  const first = snapshot.processes.find((process) => process.pid === pid);
  const home = first === undefined ? undefined : cgroupOf(first);
  if (home === undefined) return [];
  return snapshot.processes.filter((process) => {
    const path = cgroupOf(process);
    return path === home || path?.startsWith(`${home}/`);
  });
}

function cgroupOf({ cgroups }: KernelProcess): string | undefined {
  return cgroups['memory'] ?? cgroups['pids'] ?? cgroups[''];
}
