import { diskUnusable } from '../../base/vmErrors.ts';
import { t } from '../../base/l10n.ts';
import type { Monitor } from '../monitor.ts';
import { belowImage, diskReading, type DiskReading } from './imageInfo.ts';

/** A disk of a VM, and the file that is written to. */
export interface DiskFile {
  readonly name: string;
  readonly file: string;
}

/** A disk that QEMU has opened. */
export interface OpenedDisk {
  /** How QEMU calls it. */
  readonly node: string;
  readonly reading: DiskReading;
}

/** What QEMU knows of those of the disks that it has opened at these files, in the same order. */
export async function openedDisks(
  monitor: Monitor,
  files: readonly DiskFile[],
  signal: AbortSignal,
): Promise<readonly OpenedDisk[]> {
  const devices = await monitor.ask('query-block', {}, signal);
  return files.flatMap(({ name, file }) => {
    const opened = devices.find(({ inserted }) => inserted?.file === file)?.inserted;
    if (opened === undefined) return [];
    const { 'node-name': node, image } = opened;
    return [{ node, reading: diskReading(name, [image, ...belowImage(image)]) }];
  });
}

/** The same; rejects where it has not opened one of them. */
export async function allOpened(
  monitor: Monitor,
  files: readonly DiskFile[],
  signal: AbortSignal,
): Promise<readonly OpenedDisk[]> {
  const opened = await openedDisks(monitor, files, signal);
  const missing = files.find(({ name }) => !opened.some(({ reading }) => reading.name === name));
  if (missing !== undefined) throw diskUnusable(missing.file, t('QEMU has not opened it.'));
  return opened;
}
