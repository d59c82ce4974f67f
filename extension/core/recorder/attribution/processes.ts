import type { KernelProcess } from '../../kernel/model.ts';
import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import { findContainerId } from './containerId.ts';

/** What is known of a process on a tape. */
export interface KnownProcess {
  readonly pid: number;
  /** Who made it: with CLONE_PARENT that is not its parent (clone(2)). */
  readonly creator: number;
  readonly parentPid: number;
  readonly name: string;
  readonly args: readonly string[];
  /** In whose cgroup it is: the ID of a container. */
  readonly container?: string;
}

export type Processes = ReadonlyMap<number, KnownProcess>;

/** The processes that a snapshot has. */
export function fromSnapshot(processes: readonly KernelProcess[]): Map<number, KnownProcess> {
  return new Map(
    processes.map(({ pid, parentPid, name, commandLine, cgroups }) => {
      const container = findContainerId(Object.values(cgroups).join(' '));
      const known = { pid, creator: parentPid, parentPid, name, args: commandLine };
      return [pid, container === undefined ? known : { ...known, container }];
    }),
  );
}

/** Brings the table up to what this event says. */
export function follow(processes: Map<number, KnownProcess>, event: TapeEvent): void {
  const { pid } = event;
  const own = processes.get(pid);
  switch (event.kind) {
    case 'clone':
      if (event.isThread) return;
      processes.set(event.child, {
        pid: event.child,
        creator: pid,
        parentPid: event.flags.includes('PARENT') ? (own?.parentPid ?? pid) : pid,
        name: event.name,
        args: own?.args ?? [],
        ...(own?.container === undefined ? {} : { container: own.container }),
      });
      return;
    case 'exec':
      processes.set(pid, {
        ...(own ?? { pid, creator: 0, parentPid: 0 }),
        name: event.name,
        args: event.args ?? [event.path],
      });
      return;
    case 'cgroup': {
      const moved = event.moved && processes.get(event.moved.pid);
      const container = findContainerId(event.path);
      if (moved !== undefined && container !== undefined) {
        processes.set(moved.pid, { ...moved, container });
      }
      return;
    }
    case 'exit':
      processes.delete(pid);
      return;
    case 'call':
    case 'oom':
    case 'lost':
  }
}
