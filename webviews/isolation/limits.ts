import { t } from '../../extension/core/base/l10n.ts';
import type { CgroupReading } from '../../extension/core/kernel/model.ts';
import { formatBytes } from '../shared/format.ts';
import type { IsolationDetails } from './protocol.ts';

type Limits = NonNullable<IsolationDetails['cgroup']>['limits'];

/** The limits of a cgroup in words, each with the file that says so; what was not visible says why. */
export function describeLimits({ memory, cpu, pids, sources }: CgroupReading): Limits {
  const line = (name: string, value: string, source: string) => ({
    name,
    value,
    source: sources[source] ?? '',
  });
  return [
    line(
      t('Memory'),
      memory.seen
        ? t(
            '{0} of {1}',
            formatBytes(memory.value.currentBytes),
            memory.value.maxBytes === null ? noLimit() : formatBytes(memory.value.maxBytes),
          )
        : notVisible(memory.reason),
      'memory',
    ),
    line(
      t('CPU'),
      cpu.seen
        ? cpu.value.quotaMicros === null
          ? noLimit()
          : t('{0} CPUs', round(cpu.value.quotaMicros / cpu.value.periodMicros))
        : notVisible(cpu.reason),
      'cpu',
    ),
    line(
      t('Processes'),
      pids.seen
        ? t('{0} of {1}', pids.value.current, pids.value.max ?? noLimit())
        : notVisible(pids.reason),
      'pids',
    ),
  ];
}

const noLimit = (): string => t('no limit');
const notVisible = (reason: string): string => t('not visible: {0}', reason);
const round = (value: number): number => Math.round(value * 100) / 100;
