import type { MetersState } from './protocol.ts';

/** Which cgroup somebody talks about: of a container, or one by its path, on one of the machines. */
export interface MetersFocus {
  readonly machine: string;
  readonly container?: string;
  readonly path?: string;
  /** The path is as this process sees it: below its own root (cgroup_namespaces(7)). */
  readonly pid?: number;
}

/** Reads `container:NAME` and `cgroup:/PATH`, the latter also as `guest:NAME/cgroup:/PATH` and `pid:NUMBER/cgroup:/PATH`. */
export function readFocus(target: string): MetersFocus | undefined {
  const parts =
    /^(?:guest:(?<guest>[^/]+)\/|pid:(?<pid>\d+)\/)?(?<kind>container|cgroup):(?<name>.+)$/;
  const { guest, pid, kind, name } = parts.exec(target)?.groups ?? {};
  if (name === undefined) return undefined;
  return {
    machine: guest === undefined ? 'host' : `guest:${guest}`,
    ...(kind === 'container' ? { container: name } : { path: name }),
    ...(pid === undefined ? {} : { pid: Number(pid) }),
  };
}

/** The path of what is talked about; undefined as long as there is no such cgroup. `root` is that of its process. */
export function findFocus(
  { container, path }: MetersFocus,
  tree: MetersState['tree'],
  root: string,
): string | undefined {
  const isIt = (cgroup: MetersState['tree'][number]): boolean =>
    container === undefined
      ? cgroup.path === `${root}${path ?? ''}`
      : cgroup.containerId !== undefined && cgroup.title === container;
  return tree.find(isIt)?.path;
}
