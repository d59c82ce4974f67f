import { t } from '../base/l10n.ts';
import { namespaceTypes, type KernelProcess, type Namespace } from './model.ts';

/** The namespaces that these processes are in, by type and inode. One that nobody is in is not among them. */
export function namespacesOf(processes: readonly KernelProcess[]): readonly Namespace[] {
  const owner = {
    seen: false,
    reason: t('Only ioctl(2) NS_GET_USERNS tells it: try lsns -o +ONS.'),
  } as const;
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
      .map(([inode, held]) => ({ type, inode, ...held, owner }));
  });
}
