import type { VmCounters } from './facts.ts';
import type { Monitor } from './monitor.ts';

/**
 * What QEMU has counted since it started: under KVM what the kernel counts of the guest (qapi/stats.json), under
 * emulation what the translator says of itself, and in both cases what went to and from the disks.
 */
export async function readCounters(monitor: Monitor, signal: AbortSignal): Promise<VmCounters> {
  const { enabled: hasKvm } = await monitor.ask('query-kvm', {}, signal);
  return {
    at: Date.now(),
    source: hasKvm ? 'query-stats' : 'info jit',
    values: {
      ...(hasKvm ? await readKvm(monitor, signal) : await readTranslator(monitor, signal)),
      ...(await readDisks(monitor, signal)),
    },
  };
}

/** Sums over all CPUs of what KVM counts as it goes: exits, io_exits, halt_exits, … */
async function readKvm(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const cpus = await monitor.ask('query-stats', { target: 'vcpu' }, signal);
  const sums: Record<string, number> = {};
  for (const { name, value } of cpus.flatMap(({ stats }) => stats)) {
    if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
  }
  return sums;
}

async function readTranslator(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const command = { 'command-line': 'info jit' };
  return parseTranslator(await monitor.ask('human-monitor-command', command, signal));
}

const translatorLines: Readonly<Record<string, RegExp>> = {
  translatedBlocks: /^TB count +(\d+)/m,
  translatedCodeBytes: /^gen code size +(\d+)/m,
  flushes: /^TB flush count +(\d+)/m,
  invalidations: /^TB invalidate count +(\d+)/m,
  addressTranslationFlushes: /^TLB full flushes +(\d+)/m,
};

/** The numbers of `info jit`; a line that this QEMU does not write is left out. */
export function parseTranslator(text: string): Readonly<Record<string, number>> {
  const values = Object.entries(translatorLines).flatMap(([name, pattern]) => {
    const found = pattern.exec(text)?.[1];
    return found === undefined ? [] : [[name, Number(found)] as const];
  });
  return Object.fromEntries(values);
}

async function readDisks(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  const devices = await monitor.ask('query-blockstats', {}, signal);
  const sum = (pick: (stats: (typeof devices)[number]['stats']) => number): number =>
    devices.reduce((total, { stats }) => total + pick(stats), 0);
  return {
    diskReadBytes: sum((stats) => stats.rd_bytes),
    diskWrittenBytes: sum((stats) => stats.wr_bytes),
    diskReads: sum((stats) => stats.rd_operations),
    diskWrites: sum((stats) => stats.wr_operations),
  };
}
