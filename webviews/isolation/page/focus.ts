import type { IsolationState } from '../protocol.ts';

/** What is selected: one process, and the column that it belongs to. */
export interface Selection {
  readonly columnId: string;
  readonly pid: number;
}

/** Finds what a focus such as `container:site`, `pid:4711` or `cgroup:/docker/…` means now. */
export function resolveFocus(target: string, state: IsolationState): Selection | undefined {
  const [kind, ...rest] = target.split(':');
  const name = rest.join(':');
  if (kind === 'container' || target === 'host') {
    const column = state.columns.find(({ id, title }) => (name || 'host') === id || title === name);
    return column && { columnId: column.id, pid: column.pid };
  }
  const process = state.processes.find(({ pid, cgroup }) =>
    kind === 'pid' ? pid === Number(name) : kind === 'cgroup' && cgroup === name,
  );
  return process && { columnId: process.columnId, pid: process.pid };
}
