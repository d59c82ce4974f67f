import * as z from 'zod';
import { diskUnusable } from '../../base/vmErrors.ts';
import type { DiskFacts } from '../facts.ts';
import type { QemuPlace } from '../place.ts';

const imageInfo = z.object({
  filename: z.string(),
  format: z.string(),
  'virtual-size': z.number(),
  'actual-size': z.number(),
  snapshots: z
    .array(
      z.object({
        name: z.string(),
        'vm-state-size': z.number(),
        'date-sec': z.number(),
        'date-nsec': z.number(),
      }),
    )
    .default([]),
});

/** A state that QEMU keeps inside a disk. */
export interface InternalSnapshot {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stateBytes: number;
}

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
 * The same while QEMU writes to the file below, which therefore is not opened (qemu-img(1), -u); its size must be
 * known then.
 */
export async function createOverlayUnread(
  place: QemuPlace,
  file: string,
  backing: string,
  signal: AbortSignal,
): Promise<void> {
  const { virtualBytes } = await readDisk(place, '', backing, signal);
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

/** A disk with all files below it, and the states of the VM inside it; also while QEMU writes to it. */
export async function readDisk(
  place: QemuPlace,
  name: string,
  file: string,
  signal: AbortSignal,
): Promise<DiskFacts & { readonly inside: readonly InternalSnapshot[] }> {
  // -U: without asking for QEMU's lock on the file (qemu-img(1), --force-share).
  const args = ['info', '-U', '--backing-chain', '--output=json', '-f', 'qcow2', file];
  const text = await qemuImg(place, file, args, signal);
  const parsed = z.tuple([imageInfo], imageInfo).safeParse(JSON.parse(text));
  if (!parsed.success) throw diskUnusable(file, z.prettifyError(parsed.error));
  const chain = parsed.data;
  return {
    name,
    virtualBytes: chain[0]['virtual-size'],
    chain: chain.map((each) => ({
      file: each.filename,
      format: each.format,
      ownBytes: each['actual-size'],
    })),
    inside: chain[0].snapshots.map((each) => ({
      name: each.name,
      at: each['date-sec'] * 1000 + Math.floor(each['date-nsec'] / 1e6),
      stateBytes: each['vm-state-size'],
    })),
  };
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
