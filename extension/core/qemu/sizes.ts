import type { DiskFacts } from './facts.ts';
import type { Monitor } from './monitor.ts';

/** What of a running VM changes without being announced. */
export interface Sizes {
  readonly disks: readonly DiskFacts[];
  readonly cpuThreads: readonly { readonly cpu: number; readonly threadId: number }[];
  readonly memoryBytes: number;
  /** What the balloon leaves to the guest. */
  readonly balloonBytes: number;
}

/** Asks QEMU for CPUs and memory. */
export async function readSizes(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Omit<Sizes, 'disks'>> {
  const [cpus, memory, balloon] = await Promise.all([
    monitor.ask('query-cpus-fast', {}, signal),
    monitor.ask('query-memory-size-summary', {}, signal),
    monitor.ask('query-balloon', {}, signal),
  ]);
  return {
    cpuThreads: cpus.map((cpu) => ({ cpu: cpu['cpu-index'], threadId: cpu['thread-id'] })),
    memoryBytes: memory['base-memory'] + memory['plugged-memory'],
    balloonBytes: balloon.actual,
  };
}
