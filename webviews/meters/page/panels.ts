import { t } from '../../../extension/core/base/l10n.ts';
import type { CgroupReading } from '../../../extension/core/kernel/model.ts';
import { formatBytes, formatNumber } from '../../shared/format.ts';
import type { MeterLines } from '../protocol.ts';

/** One chart: which line of a meter it draws, and what the latest reading says to it. */
export interface Panel {
  readonly line: keyof MeterLines;
  readonly title: () => string;
  readonly format: (value: number) => string;
  readonly base?: 2;
  /** The key in `CgroupReading.sources`, and the field that may be not visible. */
  readonly source: 'memory' | 'cpu' | 'io' | 'pids' | 'pressure';
  readonly limit: (reading: CgroupReading) => number | null;
}

const percent = (value: number): string => `${formatNumber(value)} %`;
const perSecond = (value: number): string => t('{0}/s', formatBytes(value));
const none = (): null => null;

export const panels: readonly Panel[] = [
  {
    line: 'memoryBytes',
    title: () => t('Memory, page cache included'),
    format: formatBytes,
    base: 2,
    source: 'memory',
    limit: ({ memory }) => (memory.seen ? memory.value.maxBytes : null),
  },
  {
    line: 'cpuPercent',
    title: () => t('CPU, percent of one'),
    format: percent,
    source: 'cpu',
    limit: ({ cpu }) =>
      cpu.seen && cpu.value.quotaMicros !== null
        ? (cpu.value.quotaMicros / cpu.value.periodMicros) * 100
        : null,
  },
  {
    line: 'throttledPercent',
    title: () => t('Throttled, percent of the time'),
    format: percent,
    source: 'cpu',
    limit: none,
  },
  {
    line: 'pids',
    title: () => t('Processes and threads'),
    format: formatNumber,
    source: 'pids',
    limit: ({ pids }) => (pids.seen ? pids.value.max : null),
  },
  {
    line: 'readPerSecond',
    title: () => t('Read from disks'),
    format: perSecond,
    base: 2,
    source: 'io',
    limit: none,
  },
  {
    line: 'writtenPerSecond',
    title: () => t('Written to disks'),
    format: perSecond,
    base: 2,
    source: 'io',
    limit: none,
  },
  {
    line: 'pressurePercent',
    title: () => t('Pressure: time in which something waited'),
    format: percent,
    source: 'pressure',
    limit: none,
  },
];
