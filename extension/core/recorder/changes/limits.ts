import { t } from '../../base/l10n.ts';
import type { CgroupReading } from '../../kernel/model.ts';
import { change, type Change } from './change.ts';
import type { Sight } from './sight.ts';
import { readable, type Ties } from './ties.ts';

/** Limits that a new cgroup has, and that an old one has otherwise than before. */
export function describeLimits(before: Sight, after: Sight, later: Ties): readonly Change[] {
  return [...after.cgroups.values()].flatMap((reading) => {
    const earlier = before.cgroups.get(reading.path);
    const was = earlier === undefined ? {} : limitsOf(earlier);
    return Object.entries(limitsOf(reading)).flatMap(([name, value]) => {
      const old = was[name] ?? noLimit();
      if (value === old) return [];
      const path = readable(reading.path);
      const sentence =
        earlier === undefined
          ? t('The cgroup {0} has a limit of {1}: {2}.', path, name, value)
          : t('The limit of {1} of the cgroup {0} is {2}; before: {3}.', path, name, value, old);
      const kind = earlier === undefined ? 'limit-set' : 'limit-changed';
      return change(kind, sentence, later.ofPath(reading.path));
    });
  });
}

/** By what they limit, in words. */
function limitsOf({ memory, cpu, pids }: CgroupReading): Readonly<Record<string, string>> {
  const limits: Record<string, string> = {};
  if (memory.seen) {
    const { maxBytes } = memory.value;
    limits[t('memory')] = maxBytes === null ? noLimit() : inWords(maxBytes);
  }
  if (cpu.seen) {
    const { quotaMicros, periodMicros } = cpu.value;
    limits[t('CPU time')] =
      quotaMicros === null ? noLimit() : t('{0} of {1} µs', quotaMicros, periodMicros);
  }
  if (pids.seen) {
    limits[t('processes')] = pids.value.max === null ? noLimit() : String(pids.value.max);
  }
  return limits;
}

const noLimit = (): string => t('none');

function inWords(bytes: number): string {
  return bytes % 2 ** 20 === 0 ? t('{0} MiB', bytes / 2 ** 20) : t('{0} bytes', bytes);
}
