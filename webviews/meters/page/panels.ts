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
  /** How high the scale reaches at least. */
  readonly least: number;
  /** The key in `CgroupReading.sources`, and the field that may be not visible. */
  readonly source: 'memory' | 'cpu' | 'io' | 'pids' | 'pressure';
  /** Where not every number of that source comes from its first file: the one that this number is from. */
  readonly file?: string;
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
    least: 2 ** 20,
    source: 'memory',
    limit: ({ memory }) => (memory.seen ? memory.value.maxBytes : null),
  },
  {
    line: 'cpuPercent',
    title: () => t('CPU, percent of one'),
    format: percent,
    least: 10,
    source: 'cpu',
    limit: ({ cpu }) =>
      cpu.seen && cpu.value.quotaMicros !== null
        ? (cpu.value.quotaMicros / cpu.value.periodMicros) * 100
        : null,
  },
  {
    line: 'throttledPercent',
    title: () => t('Throttled, percent of the time'),
    file: '/cpu.stat',
    format: percent,
    least: 10,
    source: 'cpu',
    limit: none,
  },
  {
    line: 'pids',
    title: () => t('Processes and threads'),
    format: formatNumber,
    least: 4,
    source: 'pids',
    limit: ({ pids }) => (pids.seen ? pids.value.max : null),
  },
  {
    line: 'readPerSecond',
    title: () => t('Read from disks'),
    format: perSecond,
    base: 2,
    least: 2 ** 10,
    source: 'io',
    limit: none,
  },
  {
    line: 'writtenPerSecond',
    title: () => t('Written to disks'),
    format: perSecond,
    base: 2,
    least: 2 ** 10,
    source: 'io',
    limit: none,
  },
  {
    line: 'pressurePercent',
    title: () => t('Pressure: time in which something waited'),
    format: percent,
    least: 10,
    source: 'pressure',
    limit: none,
  },
];
