import * as z from 'zod';
import type { DiskFacts } from '../facts.ts';

/** What QEMU and qemu-img tell of a file (qapi/block-core.json, ImageInfo). */
export const imageInfo = z.object({
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
  /** What it stands on; qemu-img gives that as a list instead. */
  get 'backing-image'() {
    return imageInfo.optional();
  },
});

type ImageInfo = z.infer<typeof imageInfo>;

/** A state that QEMU keeps inside a disk. */
export interface InternalSnapshot {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stateBytes: number;
}

/** A disk with all files below it, and the states of the VM inside it. */
export interface DiskReading extends DiskFacts {
  readonly inside: readonly InternalSnapshot[];
}

/** The disk that is written to in the first of these files, each of which stands on the next. */
export function diskReading(
  name: string,
  chain: readonly [ImageInfo, ...(readonly ImageInfo[])],
): DiskReading {
  const [first] = chain;
  return {
    name,
    virtualBytes: first['virtual-size'],
    chain: chain.map((each) => ({
      file: each.filename,
      format: each.format,
      ownBytes: each['actual-size'],
    })),
    inside: first.snapshots.map((each) => ({
      name: each.name,
      at: each['date-sec'] * 1000 + Math.floor(each['date-nsec'] / 1e6),
      stateBytes: each['vm-state-size'],
    })),
  };
}

/** The files below this one. */
export function belowImage({ 'backing-image': below }: ImageInfo): readonly ImageInfo[] {
  return below === undefined ? [] : [below, ...belowImage(below)];
}
