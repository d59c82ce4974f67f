import type { IsolationProcess } from '../protocol.ts';
import { processTarget } from '../target.ts';

/** One line of the process tree as it is open now. */
export interface TreeRow {
  /** Its target: no other process of any kernel has it. */
  readonly key: string;
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
  closed: ReadonlySet<string>,
  filter: (process: IsolationProcess) => boolean,
  isFiltering: boolean,
): readonly TreeRow[] {
  const keys = new Set(processes.map(({ kernel, pid }) => processTarget(kernel, pid)));
  const childrenOf = new Map<string, IsolationProcess[]>();
  const roots: IsolationProcess[] = [];
  for (const process of processes) {
    const parent = processTarget(process.kernel, process.parentPid);
    if (!keys.has(parent) || process.parentPid === process.pid) {
      roots.push(process);
      continue;
    }
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) childrenOf.set(parent, [process]);
    else siblings.push(process);
  }
  const rows: TreeRow[] = [];
  const add = (process: IsolationProcess, level: number): boolean => {
    const key = processTarget(process.kernel, process.pid);
    const children = childrenOf.get(key) ?? [];
    const isOpen = isFiltering || !closed.has(key);
    const at = rows.length;
    rows.push({ key, process, level, children: children.length, isOpen });
    let isKept = !isFiltering || filter(process);
    if (isOpen) for (const child of children) isKept = add(child, level + 1) || isKept;
    if (!isKept) rows.length = at;
    return isKept;
  };
  for (const root of roots) add(root, 1);
  return rows;
}
