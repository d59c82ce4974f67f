import {
  namespaceTypes,
  type KernelProcess,
  type KernelSnapshot,
} from '../../extension/core/kernel/model.ts';
import type { IsolationColumn } from './protocol.ts';

/** Processes of one column that share all their namespaces, and not all of them with the column. */
interface Stray {
  /** The one with the lowest PID: it stands for them. */
  readonly first: KernelProcess;
  readonly pids: readonly number[];
}

/** More than these are a crowd, in which nobody looks for the one that they made. */
const mostStrays = 8;

/** What `unshare`, or a container inside, makes of some processes of a container or guest: each set of namespaces once. */
export function findStrays(
  column: IsolationColumn,
  snapshot: KernelSnapshot,
  ownerOf: ReadonlyMap<number, string>,
): readonly Stray[] {
  if (!column.namespaces.seen) return [];
  const own = keyOf(column.namespaces.value);
  const strays = new Map<string, KernelProcess[]>();
  for (const process of snapshot.processes) {
    if (ownerOf.get(process.pid) !== column.id || !process.namespaces.seen) continue;
    // Threads of the kernel and processes that have ended have no command line.
    if (process.commandLine.length === 0) continue;
    const key = keyOf(process.namespaces.value);
    if (key === own) continue;
    const alike = strays.get(key);
    if (alike === undefined) strays.set(key, [process]);
    else alike.push(process);
  }
  return [...strays.values()]
    .map((alike) => {
      const [first, ...others] = alike.toSorted((a, b) => a.pid - b.pid);
      return first && { first, pids: [first, ...others].map(({ pid }) => pid) };
    })
    .filter((stray) => stray !== undefined)
    .toSorted((a, b) => a.first.pid - b.first.pid)
    .slice(0, mostStrays);
}

const keyOf = (namespaces: Readonly<Record<string, number>>): string =>
  namespaceTypes.map((type) => namespaces[type]).join(' ');
