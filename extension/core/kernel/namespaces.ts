import { namespaceTypes, type KernelProcess, type Namespace } from './model.ts';

/** A namespace before anybody asked who owns it. */
export type HeldNamespace = Omit<Namespace, 'owner'>;

/** The namespaces that these processes are in, by type and inode. One that nobody is in is not among them. */
export function namespacesOf(processes: readonly KernelProcess[]): readonly HeldNamespace[] {
  return namespaceTypes.flatMap((type) => {
    const byInode = new Map<number, { firstPid: number; processes: number }>();
    for (const { pid, namespaces } of processes) {
      if (!namespaces.seen) continue;
      const inode = namespaces.value[type];
      if (inode === 0) continue;
      const known = byInode.get(inode);
      if (!known) byInode.set(inode, { firstPid: pid, processes: 1 });
      else {
        known.processes++;
        known.firstPid = Math.min(known.firstPid, pid);
      }
    }
    return [...byInode]
      .sort(([a], [b]) => a - b)
      .map(([inode, held]) => ({ type, inode, ...held }));
  });
}
