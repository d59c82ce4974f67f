import type { CgroupReading } from '../model.ts';
import { filesIn, type Meter } from './meter.ts';
import { parseFlatKeyed, parseLimit, parseNumber } from './values.ts';

type Cpu = Extract<CgroupReading['cpu'], { seen: true }>['value'];

/** The period that the kernel uses where none was set (sched-bwc.rst). */
const defaultPeriodMicros = 100_000;

/** CPU time on cgroup v2; without the cpu controller cpu.stat still tells the usage (cgroup-v2.rst, "CPU Interface Files"). */
export const cpuV2: Meter<Cpu> = {
  files: filesIn('', 'cpu.stat', 'cpu.max', 'cpu.weight'),
  parse([statText = '', max = 'max', weight = '']) {
    const stat = parseFlatKeyed(statText);
    const usageMicros = stat.get('usage_usec');
    const [quota = '', period = ''] = max.trim().split(' ');
    const quotaMicros = parseLimit(quota);
    if (usageMicros === undefined || quotaMicros === undefined) return undefined;
    return {
      usageMicros,
      quotaMicros,
      periodMicros: parseNumber(period) ?? defaultPeriodMicros,
      throttledPeriods: stat.get('nr_throttled') ?? 0,
      throttledMicros: stat.get('throttled_usec') ?? 0,
      weight: parseNumber(weight) ?? null,
    };
  },
};

/** CPU time on cgroup v1; cpuacct.usage and throttled_time are nanoseconds (cgroup-v1/cpuacct.rst, sched-bwc.rst). */
export const cpuV1: Meter<Cpu> = {
  files: [
    ...filesIn('cpuacct', 'cpuacct.usage'),
    ...filesIn('cpu', 'cpu.stat', 'cpu.cfs_quota_us', 'cpu.cfs_period_us', 'cpu.shares'),
  ],
  parse([usage = '', statText = '', quota = '-1', period = '', shares = '']) {
    const stat = parseFlatKeyed(statText);
    const usageNanos = parseNumber(usage);
    const quotaMicros = parseLimit(quota);
    if (usageNanos === undefined || quotaMicros === undefined) return undefined;
    return {
      usageMicros: Math.round(usageNanos / 1000),
      quotaMicros,
      periodMicros: parseNumber(period) ?? defaultPeriodMicros,
      throttledPeriods: stat.get('nr_throttled') ?? 0,
      throttledMicros: Math.round((stat.get('throttled_time') ?? 0) / 1000),
      weight: parseNumber(shares) ?? null,
    };
  },
};
