import type { CgroupReading, Seen } from '../kernel/model.ts';
import { bytes, cpus, plain, seconds, type Unit } from './units.ts';

/** One number of a cgroup: in which file it stands, and how it is read from what the probe gave. */
export interface Counter<Facts> {
  /** File, and key within the file (cgroup-v2.rst). */
  readonly v2: string;
  /** Where the same stands on v1 (cgroup-v1/*.rst). */
  readonly v1: string;
  readonly unit: Unit;
  /** `null` is no limit. */
  read(facts: Facts): number | null;
}

type Facts<Group extends keyof CgroupReading> =
  CgroupReading[Group] extends Seen<infer Value> ? Value : never;

/** Every number that a `cgroup` check may ask for, by controller and by its name in lab.yaml. */
export const counters = {
  memory: {
    max: {
      ...{ v2: 'memory.max', v1: 'memory.limit_in_bytes', unit: bytes },
      read: (memory) => memory.maxBytes,
    },
    high: {
      ...{ v2: 'memory.high', v1: 'memory.high', unit: bytes },
      read: (memory) => memory.highBytes,
    },
    current: {
      ...{ v2: 'memory.current', v1: 'memory.usage_in_bytes', unit: bytes },
      read: (memory) => memory.currentBytes,
    },
    anon: {
      ...{ v2: 'memory.stat anon', v1: 'memory.stat total_rss', unit: bytes },
      read: (memory) => memory.anonBytes,
    },
    file: {
      ...{ v2: 'memory.stat file', v1: 'memory.stat total_cache', unit: bytes },
      read: (memory) => memory.fileBytes,
    },
    oomKills: {
      ...{ v2: 'memory.events oom_kill', v1: 'memory.oom_control oom_kill', unit: plain },
      read: (memory) => memory.oomKills,
    },
  },
  cpu: {
    limit: {
      ...{ v2: 'cpu.max', v1: 'cpu.cfs_quota_us', unit: cpus },
      read: ({ quotaMicros, periodMicros }) =>
        quotaMicros === null ? null : quotaMicros / periodMicros,
    },
    throttled: {
      ...{ v2: 'cpu.stat nr_throttled', v1: 'cpu.stat nr_throttled', unit: plain },
      read: (cpu) => cpu.throttledPeriods,
    },
    throttledTime: {
      ...{ v2: 'cpu.stat throttled_usec', v1: 'cpu.stat throttled_time', unit: seconds },
      read: (cpu) => cpu.throttledMicros / 1e6,
    },
    used: {
      ...{ v2: 'cpu.stat usage_usec', v1: 'cpuacct.usage', unit: seconds },
      read: (cpu) => cpu.usageMicros / 1e6,
    },
    weight: {
      ...{ v2: 'cpu.weight', v1: 'cpu.shares', unit: plain },
      read: (cpu) => cpu.weight,
    },
  },
  pids: {
    max: { v2: 'pids.max', v1: 'pids.max', unit: plain, read: (pids) => pids.max },
    current: { v2: 'pids.current', v1: 'pids.current', unit: plain, read: (pids) => pids.current },
    refused: {
      ...{ v2: 'pids.events max', v1: 'pids.events max', unit: plain },
      read: (pids) => pids.maxEvents,
    },
  },
  io: {
    read: {
      ...{ v2: 'io.stat rbytes', v1: 'blkio.throttle.io_service_bytes_recursive', unit: bytes },
      read: (io) => io.readBytes,
    },
    written: {
      ...{ v2: 'io.stat wbytes', v1: 'blkio.throttle.io_service_bytes_recursive', unit: bytes },
      read: (io) => io.writtenBytes,
    },
  },
} as const satisfies {
  readonly [Group in 'memory' | 'cpu' | 'pids' | 'io']: Readonly<
    Record<string, Counter<Facts<Group>>>
  >;
};
