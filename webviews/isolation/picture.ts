import { t } from '../../extension/core/base/l10n.ts';
import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { findHostProcess } from '../../extension/core/kernel/container.ts';
import type { KernelProcess, KernelSnapshot } from '../../extension/core/kernel/model.ts';
import { findOwners } from './owners.ts';
import type { IsolationColumn, IsolationProcess, KernelId } from './protocol.ts';
import { findStrays } from './strays.ts';
import { processTarget } from './target.ts';

/** What is known of one kernel and what it shows, joined. */
export interface Picture {
  readonly columns: readonly IsolationColumn[];
  /** Which column each process belongs to, by PID; the host's own and threads of a kernel are not in it. */
  readonly ownerOf: ReadonlyMap<number, string>;
}

/** Joins running containers with a kernel snapshot: a column for the host and each container, the owned ones first. */
export function drawPicture(
  containers: readonly ContainerFacts[],
  snapshot: KernelSnapshot,
  owns: (container: ContainerFacts) => boolean,
): Picture {
  const byPid = new Map(snapshot.processes.map((process) => [process.pid, process]));
  const running = containers
    .filter(({ pid }) => pid > 0)
    .sort((a, b) => Number(owns(b)) - Number(owns(a)) || a.createdAt.localeCompare(b.createdAt));
  const ownerOf = findOwners(running, snapshot, byPid);
  const columns = running.map((container) => ({
    id: container.id,
    kind: 'container' as const,
    kernel: 'host' as const,
    title: container.name,
    subtitle: container.image,
    isOwned: owns(container),
    pid: container.pid,
    namespaces: namespacesOf(byPid.get(container.pid)),
    kernelRelease: snapshot.release,
  }));
  const host = firstColumn(snapshot, 'host', t('Host'));
  return withStrays({ columns: [host, ...columns], ownerOf }, snapshot, ({ isOwned }) => isOwned);
}

/** A column for a guest, whose processes are all its own, and for those in it that have left its namespaces. */
export function drawGuest(name: string, snapshot: KernelSnapshot): Picture {
  const column = { ...firstColumn(snapshot, `guest:${name}`, name), isOwned: true };
  const ownerOf = new Map(snapshot.processes.filter(isProgram).map(({ pid }) => [pid, column.id]));
  return withStrays({ columns: [column], ownerOf }, snapshot, () => true);
}

/** The processes as the page lists them; what belongs to no column only when `areAllIncluded`, or when it is a QEMU. */
export function listProcesses(
  kernel: KernelId,
  { ownerOf }: Picture,
  snapshot: KernelSnapshot,
  areAllIncluded: boolean,
  runs: ReadonlyMap<number, string> = new Map(),
): readonly IsolationProcess[] {
  return snapshot.processes.flatMap((process) => {
    const owner = ownerOf.get(process.pid);
    const guest = runs.get(process.pid);
    if (owner === undefined && !areAllIncluded && guest === undefined) return [];
    const commandLine = process.commandLine.join(' ').slice(0, longestCommandLine);
    return {
      kernel,
      pid: process.pid,
      parentPid: process.parentPid,
      insidePid: process.nestedPids.at(-1) ?? process.pid,
      name: process.name,
      commandLine,
      userId: process.userId,
      columnId: owner ?? kernel,
      cgroup: mainCgroup(process) ?? '',
      ...(guest === undefined ? {} : { runs: guest }),
    };
  });
}

/** Longer ones are cut: five thousand processes cross to the page at once. */
const longestCommandLine = 200;

/** Threads of a Linux kernel are children of kthreadd, which has PID 2. */
const isProgram = ({ pid, parentPid }: KernelProcess): boolean => pid !== 2 && parentPid !== 2;

function firstColumn(snapshot: KernelSnapshot, kernel: KernelId, title: string): IsolationColumn {
  const process = findHostProcess(snapshot);
  return {
    id: kernel,
    kind: kernel === 'host' ? 'host' : 'guest',
    kernel,
    title,
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

/** Gives those that have left the namespaces of their column one of their own beside it. */
function withStrays(
  { columns, ownerOf }: Picture,
  snapshot: KernelSnapshot,
  isLookedAt: (column: IsolationColumn) => boolean,
): Picture {
  const owners = new Map(ownerOf);
  const all = columns.flatMap((column) => {
    const strays = isLookedAt(column) ? findStrays(column, snapshot, ownerOf) : [];
    return [
      column,
      ...strays.map(({ first, pids }): IsolationColumn => {
        const id = processTarget(column.kernel, first.pid);
        for (const pid of pids) owners.set(pid, id);
        return {
          ...column,
          ...{ id, kind: 'process', within: column.id, pid: first.pid },
          title: first.name,
          subtitle: t('in {0}', column.title),
          namespaces: first.namespaces,
        };
      }),
    ];
  });
  return { columns: all, ownerOf: owners };
}
