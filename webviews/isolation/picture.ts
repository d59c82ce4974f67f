import { t } from '../../extension/core/base/l10n.ts';
import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { findHostProcess } from '../../extension/core/kernel/container.ts';
import type { KernelProcess, KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { IsolationColumn, IsolationProcess } from './protocol.ts';

/** What the engine knows and what the kernel shows, joined. */
export interface Picture {
  readonly columns: readonly IsolationColumn[];
  /** Which column each process belongs to, by PID. */
  readonly ownerOf: ReadonlyMap<number, string>;
}

/** Joins running containers with a kernel snapshot: a column for the host and each container, the owned ones first. */
export function drawPicture(
  containers: readonly ContainerFacts[],
  snapshot: KernelSnapshot,
  ownedIds: ReadonlySet<string>,
): Picture {
  const byPid = new Map(snapshot.processes.map((process) => [process.pid, process]));
  const running = containers
    .filter(({ pid }) => pid > 0)
    .sort(
      (a, b) =>
        Number(ownedIds.has(b.id)) - Number(ownedIds.has(a.id)) ||
        a.createdAt.localeCompare(b.createdAt),
    );
  return {
    columns: [
      hostColumn(snapshot),
      ...running.map((container) => ({
        id: container.id,
        kind: 'container' as const,
        title: container.name,
        subtitle: container.image,
        isOwned: ownedIds.has(container.id),
        pid: container.pid,
        namespaces: namespacesOf(byPid.get(container.pid)),
        kernelRelease: snapshot.release,
      })),
    ],
    ownerOf: findOwners(running, snapshot, byPid),
  };
}

/** The processes as the page lists them; the host's own only when `areHostsIncluded`. */
export function listProcesses(
  { ownerOf }: Picture,
  snapshot: KernelSnapshot,
  areHostsIncluded: boolean,
): readonly IsolationProcess[] {
  return snapshot.processes.flatMap((process) => {
    const columnId = ownerOf.get(process.pid) ?? 'host';
    if (columnId === 'host' && !areHostsIncluded) return [];
    const commandLine = process.commandLine.join(' ').slice(0, longestCommandLine);
    return {
      pid: process.pid,
      parentPid: process.parentPid,
      insidePid: process.nestedPids.at(-1) ?? process.pid,
      name: process.name,
      commandLine,
      userId: process.userId,
      columnId,
      cgroup: mainCgroup(process) ?? '',
    };
  });
}

/** Longer ones are cut: five thousand processes cross to the page at once. */
const longestCommandLine = 200;

function hostColumn(snapshot: KernelSnapshot): IsolationColumn {
  const process = findHostProcess(snapshot);
  return {
    id: 'host',
    kind: 'host',
    title: t('Host'),
    subtitle: snapshot.hostname,
    isOwned: false,
    pid: process?.pid ?? 1,
    namespaces: namespacesOf(process),
    kernelRelease: snapshot.release,
  };
}

function namespacesOf(process: KernelProcess | undefined): IsolationColumn['namespaces'] {
  return process?.namespaces ?? { seen: false, reason: t('its first process is not visible') };
}

// A process belongs to the container whose first process has its cgroup or one above it (a container may make
// cgroups of its own below); where cgroups do not tell, to its parent's container.
function findOwners(
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
