import type { IsolationColumn, IsolationProcess, IsolationState, KernelId } from '../protocol.ts';

/** What is selected: one process, and the column that it belongs to. */
export interface Selection {
  readonly columnId: string;
  readonly kernel: KernelId;
  readonly pid: number;
}

/** Finds what a focus such as `container:site`, `guest:alpha/pid:7` or `cgroup:/docker/…` means now. */
export function resolveFocus(target: string, state: IsolationState): Selection | undefined {
  const [, place, inside] = /^((?:guest|container):[^/]+|host)(?:\/(.+))?$/.exec(target) ?? [];
  const column = place === undefined ? undefined : findColumn(place, state.columns);
  if (place !== undefined && column === undefined) return undefined;
  if (column !== undefined && inside === undefined) {
    return { columnId: column.id, kernel: column.kernel, pid: column.pid };
  }
  const process = findProcess(inside ?? target, column, state);
  return process && { columnId: process.columnId, kernel: process.kernel, pid: process.pid };
}

function findColumn(
  place: string,
  columns: readonly IsolationColumn[],
): IsolationColumn | undefined {
  const name = place.slice(place.indexOf(':') + 1);
  return place.startsWith('container:')
    ? columns.find(({ id, title, kind }) => id === name || (kind === 'container' && title === name))
    : columns.find(({ id }) => id === place);
}

/** `pid:7`, `process:sleep` (the newest of that name) or `cgroup:/…`; within a column as that numbers its processes. */
function findProcess(
  target: string,
  column: IsolationColumn | undefined,
  { columns, processes }: IsolationState,
): IsolationProcess | undefined {
  const kind = target.slice(0, target.indexOf(':'));
  const name = target.slice(kind.length + 1);
  const within = new Set(
    columns
      .filter((each) => each.id === column?.id || each.within === column?.id)
      .map(({ id }) => id),
  );
  const isInside = column?.kind === 'container';
  return processes.findLast(
    (process) =>
      (column === undefined ? process.kernel === 'host' : within.has(process.columnId)) &&
      (kind === 'pid'
        ? (isInside ? process.insidePid : process.pid) === Number(name)
        : kind === 'process'
          ? process.name === name
          : kind === 'cgroup' && process.cgroup === name),
  );
}
