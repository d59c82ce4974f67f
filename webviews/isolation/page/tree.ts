import type { IsolationProcess } from '../protocol.ts';

/** One line of the process tree as it is open now. */
export interface TreeRow {
  readonly process: IsolationProcess;
  /** 1 for a process whose parent is not listed. */
  readonly level: number;
  readonly children: number;
  readonly isOpen: boolean;
}

/**
 * The lines of the tree, parents before children, those under a closed process left out. With a filter, a process
 * stays when it or something below it has the words, and everything is open.
 */
export function treeRows(
  processes: readonly IsolationProcess[],
  closed: ReadonlySet<number>,
  filter: (process: IsolationProcess) => boolean,
  isFiltering: boolean,
): readonly TreeRow[] {
  const pids = new Set(processes.map(({ pid }) => pid));
  const childrenOf = new Map<number, IsolationProcess[]>();
  const roots: IsolationProcess[] = [];
  for (const process of processes) {
    if (!pids.has(process.parentPid) || process.parentPid === process.pid) {
      roots.push(process);
      continue;
    }
    const siblings = childrenOf.get(process.parentPid);
    if (siblings === undefined) childrenOf.set(process.parentPid, [process]);
    else siblings.push(process);
  }
  const rows: TreeRow[] = [];
  const add = (process: IsolationProcess, level: number): boolean => {
    const children = childrenOf.get(process.pid) ?? [];
    const isOpen = isFiltering || !closed.has(process.pid);
    const at = rows.length;
    rows.push({ process, level, children: children.length, isOpen });
    let isKept = !isFiltering || filter(process);
    if (isOpen) for (const child of children) isKept = add(child, level + 1) || isKept;
    if (!isKept) rows.length = at;
    return isKept;
  };
  for (const root of roots) add(root, 1);
  return rows;
}
