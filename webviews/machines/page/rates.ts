import type { VmCounters } from '../../../extension/core/qemu/facts.ts';

/** How fast one counter went, at each instant at which the counters were read. */
export interface Rate {
  readonly name: string;
  readonly perSecond: readonly (number | null)[];
}

/**
 * The counters' speeds, one value a reading, `null` where there is nothing to compare with: at first, and where a
 * counter began anew because QEMU did.
 */
export function ratesOf(readings: readonly VmCounters[]): readonly Rate[] {
  const names = Object.keys(readings.at(-1)?.values ?? {});
  return names.map((name) => ({
    name,
    perSecond: readings.map((reading, index) => {
      const before = readings[index - 1];
      const now = reading.values[name];
      const then = before?.values[name];
      if (before === undefined || now === undefined || then === undefined || now < then)
        return null;
      return ((now - then) * 1000) / Math.max(reading.at - before.at, 1);
    }),
  }));
}
