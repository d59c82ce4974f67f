import { mainCgroup } from '../../kernel/cgroup/main.ts';
import { findHostProcess } from '../../kernel/container.ts';
import type {
  CgroupReading,
  KernelSnapshot,
  Mount,
  Namespace,
  NetworkNamespace,
} from '../../kernel/model.ts';
import type { Probe } from '../../kernel/probe.ts';
import { findContainerId } from '../attribution/containerId.ts';

/** How a machine looked at one moment. */
export interface Sight {
  readonly snapshot: KernelSnapshot;
  /** The mount namespace and the network namespace of the machine itself, by inode. */
  readonly own: { readonly mnt?: number; readonly net?: number };
  /** What is mounted in these mount namespaces, by inode. */
  readonly mounts: ReadonlyMap<number, readonly Mount[]>;
  /** What is in these network namespaces, by inode. */
  readonly networks: ReadonlyMap<number, NetworkNamespace>;
  /** The limits of containers' cgroups, by path. */
  readonly cgroups: ReadonlyMap<string, CgroupReading>;
}

/** Of more than so many namespaces or cgroups the insides are not compared. */
const mostRooms = 50;
const mostCgroups = 100;

/**
 * Looks at what a command may change. The insides of a namespace are read of the machine's own, of containers that
 * matter here, of what has come since the sight before, and of what was read then.
 */
export async function lookAround(
  probe: Probe,
  before: Sight | undefined,
  matters: (container: string) => boolean,
  signal: AbortSignal,
): Promise<Sight> {
  const snapshot = await probe.snapshot(signal);
  const host = findHostProcess(snapshot);
  const hostNamespaces = host?.namespaces.seen === true ? host.namespaces.value : undefined;
  const rooms = roomsToRead(snapshot, before, matters);
  const mounts = new Map<number, readonly Mount[]>();
  const networks = new Map<number, NetworkNamespace>();
  const read = async (type: string, inode: number, pid: number): Promise<void> => {
    if (type === 'mnt') {
      const details = await probe.process(pid, signal);
      if (details?.mounts.seen === true) mounts.set(inode, details.mounts.value);
    } else {
      const network = await probe.network(pid, signal);
      if (network !== undefined) networks.set(inode, network);
    }
  };
  if (host !== undefined && hostNamespaces !== undefined) {
    await read('mnt', hostNamespaces.mnt, host.pid);
    await read('net', hostNamespaces.net, host.pid);
  }
  for (const { type, inode, firstPid } of rooms) {
    if (inode !== hostNamespaces?.[type]) await read(type, inode, firstPid);
  }
  const paths = snapshot.cgroups.filter((path) => findContainerId(path) !== undefined);
  const readings = await probe.cgroups(paths.slice(0, mostCgroups), signal);
  return {
    ...{ snapshot, mounts, networks },
    own: hostNamespaces === undefined ? {} : { mnt: hostNamespaces.mnt, net: hostNamespaces.net },
    cgroups: new Map(readings.map((reading) => [reading.path, reading])),
  };
}

function roomsToRead(
  { namespaces, processes }: KernelSnapshot,
  before: Sight | undefined,
  matters: (container: string) => boolean,
): readonly Namespace[] {
  const known = new Set(before?.snapshot.namespaces.map(({ inode }) => inode));
  const containerOf = new Map(
    processes.map((process) => [process.pid, findContainerId(mainCgroup(process) ?? '')]),
  );
  return namespaces
    .filter(({ type }) => type === 'mnt' || type === 'net')
    .filter(({ type, inode, firstPid }) => {
      const container = containerOf.get(firstPid);
      const wasRead = (type === 'mnt' ? before?.mounts : before?.networks)?.has(inode) === true;
      const isNew = before !== undefined && !known.has(inode);
      return wasRead || isNew || (container !== undefined && matters(container));
    })
    .slice(0, mostRooms);
}
