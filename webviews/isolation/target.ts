import type { KernelId } from './protocol.ts';

/** What names a process in a focus, and is no other process's of any kernel: `pid:7`, `guest:alpha/pid:7`. */
export const processTarget = (kernel: KernelId, pid: number): string =>
  `${placeOf(kernel)}pid:${pid}`;

/** What stands before the name of something that one kernel has: nothing for the host's. */
export const placeOf = (kernel: KernelId): string => (kernel === 'host' ? '' : `${kernel}/`);
