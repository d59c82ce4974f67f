import * as z from 'zod';
import { diskUnusable } from '../../base/vmErrors.ts';
import type { QemuPlace } from '../place.ts';
import { diskReading, imageInfo, type DiskReading } from './imageInfo.ts';

/** Makes a disk that holds only what differs from the file that it stands on. */
export async function createOverlay(
  place: QemuPlace,
  file: string,
  backing: string,
  signal: AbortSignal,
): Promise<void> {
  await qemuImg(
    place,
    file,
    ['create', '-q', '-f', 'qcow2', '-b', backing, '-F', 'qcow2', file],
    signal,
  );
}

/**
 * The same while QEMU writes to the file below, which therefore is not opened (qemu-img(1), -u); the size of the disk
 * must be known then.
 */
export async function createOverlayUnread(
  place: QemuPlace,
  file: string,
  backing: string,
  virtualBytes: number,
  signal: AbortSignal,
): Promise<void> {
  const args = ['create', '-q', '-u', '-f', 'qcow2', '-b', backing, '-F', 'qcow2', file];
  await qemuImg(place, file, [...args, String(virtualBytes)], signal);
}

/** Makes an empty disk; it takes space only as it is written to. */
export async function createEmptyDisk(
  place: QemuPlace,
  file: string,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  await qemuImg(place, file, ['create', '-q', '-f', 'qcow2', file, String(bytes)], signal);
}

/**
 * A disk as its files tell it, also while QEMU writes to it. Only QEMU itself knows then what is inside: it gives up
 * the old table of states as soon as there is a new one (block/qcow2-snapshot.c, qcow2_write_snapshots()).
 */
export async function readDisk(
  place: QemuPlace,
  name: string,
  file: string,
  signal: AbortSignal,
): Promise<DiskReading> {
  // -U: without asking for QEMU's lock on the file (qemu-img(1), --force-share).
  const args = ['info', '-U', '--backing-chain', '--output=json', '-f', 'qcow2', file];
  const text = await qemuImg(place, file, args, signal);
  const parsed = z.tuple([imageInfo], imageInfo).safeParse(JSON.parse(text));
  if (!parsed.success) throw diskUnusable(file, z.prettifyError(parsed.error));
  return diskReading(name, parsed.data);
}

/** Takes a state out of a disk that no QEMU writes to. */
export async function deleteInside(
  place: QemuPlace,
  file: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await qemuImg(place, file, ['snapshot', '-q', '-d', name, file], signal);
}

async function qemuImg(
  place: QemuPlace,
  file: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const result = await place.run({ program: 'qemu-img', args }, signal);
  if (result.exitCode === 0) return result.stdout;
  const said = result.stderr.trim() || result.failure || `exit code ${result.exitCode}`;
  throw diskUnusable(file, said.replace(/^qemu-img: /u, ''));
}
