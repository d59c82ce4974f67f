import type { CgroupReading } from '../../../extension/core/kernel/model.ts';
import type { MeterLines, MetersState } from '../../../webviews/meters/protocol.ts';

const mebibyte = 1024 * 1024;
const start = Date.UTC(2026, 10, 21, 12, 0, 0);
const at = Array.from({ length: 120 }, (_, index) => start + index * 1000);

function reading(path: string, maxBytes: number | null, quotaMicros: number | null): CgroupReading {
  const folder = (controller: string): string => `/sys/fs/cgroup/${controller}${path}`;
  return {
    path,
    memory: {
      seen: true,
      value: {
        currentBytes: 48 * mebibyte,
        workingSetBytes: 40 * mebibyte,
        anonBytes: 31 * mebibyte,
        fileBytes: 17 * mebibyte,
        maxBytes,
        highBytes: null,
        oomKills: 1,
      },
    },
    cpu: {
      seen: true,
      value: {
        usageMicros: 90_000_000,
        quotaMicros,
        periodMicros: 100_000,
        throttledPeriods: 12,
        throttledMicros: 800_000,
        weight: 1024,
      },
    },
    pids: { seen: true, value: { current: 4, max: 32, maxEvents: 0 } },
    io: { seen: true, value: { readBytes: 0, writtenBytes: 0 } },
    pressure: { seen: false, reason: 'cgroup v1 has no pressure files' },
    sources: {
      memory: `${folder('memory')}/memory.usage_in_bytes`,
      cpu: `${folder('cpu,cpuacct')}/cpuacct.usage`,
      pids: `${folder('pids')}/pids.current`,
      io: `${folder('blkio')}/blkio.throttle.io_service_bytes`,
    },
  };
}

function lines(phase: number): MeterLines {
  const wave = (middle: number, swing: number) =>
    at.map((_, index) => Math.max(middle + swing * Math.sin(index / 9 + phase), 0));
  return {
    memoryBytes: at.map((_, index) =>
      index > 80 && index < 84 ? null : (20 + ((index + phase * 20) % 80) / 2) * mebibyte,
    ),
    cpuPercent: wave(38, 14),
    throttledPercent: wave(4, 12),
    readPerSecond: wave(0, 300_000),
    writtenPerSecond: wave(100_000, 90_000),
    pids: at.map((_, index) => 2 + Math.floor(index / 40)),
    pressurePercent: at.map(() => null),
  };
}

const cage = '/docker/4f1c0d7f3b6fd9a3b7b1a3f5a1f0e2c1';
const free = '/docker/9a8b7c6d5e4f30211203f4e5d6c7b8a9';

/** Two containers, one with limits that it ran into. */
export const metersState: MetersState = {
  status: 'ready',
  machines: [{ id: 'host', title: 'Host', isGuest: false }],
  machine: 'host',
  tree: [
    { path: '/', title: '/' },
    { path: '/docker', title: 'docker' },
    { path: cage, title: 'cage', containerId: 'cage-id' },
    { path: free, title: 'free', containerId: 'free-id' },
    { path: '/system.slice', title: 'system.slice' },
  ],
  at,
  meters: [
    { path: cage, title: 'cage', lines: lines(0), latest: reading(cage, 64 * mebibyte, 50_000) },
    { path: free, title: 'free', lines: lines(2), latest: reading(free, null, null) },
  ],
  marks: [
    { at: start + 40_000, path: cage, kind: 'throttled', text: 'cage is throttled' },
    {
      at: start + 80_000,
      path: cage,
      kind: 'oom',
      text: 'cage: a process was killed for want of memory',
    },
  ],
  cgroupMode: 'hybrid',
};
