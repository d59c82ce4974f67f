import { t } from '../../../extension/core/base/l10n.ts';
import { formatBytes, formatNumber } from '../../shared/format.ts';

interface CounterName {
  readonly title: () => string;
  readonly format: (value: number) => string;
  /** The scale reaches at least this high. */
  readonly least: number;
  readonly base?: 2;
}

const count = { format: formatNumber, least: 10 };
const bytes = { format: formatBytes, least: 1024, base: 2 } as const;

/**
 * The counters that are drawn, by their names in VmCounters: first what the accelerator does (tcg translates, kvm
 * runs until the guest exits to it), then the disks. All others stand in the table, as QEMU calls them.
 */
export const drawnCounters: Readonly<Record<string, CounterName>> = {
  translatedBlocks: { ...count, title: () => t('Blocks of code translated') },
  exits: { ...count, title: () => t('Exits from the guest') },
  io_exits: { ...count, title: () => t('Exits for input and output') },
  addressTranslationFlushes: { ...count, title: () => t('Address translations forgotten') },
  diskReadBytes: { ...bytes, title: () => t('Read from its disks') },
  diskWrittenBytes: { ...bytes, title: () => t('Written to its disks') },
};
