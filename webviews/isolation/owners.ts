import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import type { KernelProcess, KernelSnapshot } from '../../extension/core/kernel/model.ts';

/**
 * Which container each process belongs to, by PID: the one whose first process has its cgroup or one above it (a
 * container may make cgroups of its own below); where cgroups do not tell, its parent's.
 */
export function findOwners(
  containers: readonly ContainerFacts[],
  snapshot: KernelSnapshot,
  byPid: ReadonlyMap<number, KernelProcess>,
): ReadonlyMap<number, string> {
  const byCgroup = new Map<string, string>();
  const owners = new Map<number, string>();
  for (const { id, pid } of containers) {
    const first = byPid.get(pid);
    if (first === undefined) continue;
    owners.set(pid, id);
    const path = mainCgroup(first);
    if (path !== undefined && path !== '/' && !byCgroup.has(path)) byCgroup.set(path, id);
  }
  const ownerOfCgroup = (path: string): string => {
    const known = byCgroup.get(path);
    if (known !== undefined) return known;
    const above = path.slice(0, path.lastIndexOf('/'));
    const owner = above === '' ? '' : ownerOfCgroup(above);
    byCgroup.set(path, owner);
    return owner;
  };
  const ownerOf = (process: KernelProcess): string => {
    const known = owners.get(process.pid);
    if (known !== undefined) return known;
    owners.set(process.pid, ''); // A parent's PID may have been reused: no walk in circles.
    const parent = byPid.get(process.parentPid);
    const owner = ownerOfCgroup(mainCgroup(process) ?? '') || (parent ? ownerOf(parent) : '');
    owners.set(process.pid, owner);
    return owner;
  };
  for (const process of snapshot.processes) ownerOf(process);
  return new Map([...owners].filter(([, owner]) => owner !== ''));
}
