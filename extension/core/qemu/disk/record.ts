import * as z from 'zod';
import type { VmSnapshot } from '../facts.ts';
import type { PlaceFiles } from '../place.ts';
import type { InternalSnapshot } from './imageInfo.ts';

/** What was plugged into a running VM: a QEMU that takes over its state must have the same. */
export interface Hardware {
  /** Core IDs of the CPUs beyond those that it started with, in the order in which they came. */
  readonly cores: readonly number[];
  readonly dimms: readonly Dimm[];
}

/** A memory module of a VM. */
export interface Dimm {
  readonly id: string;
  readonly bytes: number;
  readonly slot: number;
  /** Where it begins in the guest's physical memory. */
  readonly address: number;
}

/** A VM snapshot, and where it is. */
export interface SavedState {
  readonly name: string;
  readonly parent?: string | undefined;
  readonly at: number;
  readonly stateBytes: number;
  /** The set of disks that holds it. */
  readonly set: string;
  readonly hardware: Hardware;
}

/** What is known of a VM's disks, kept in its folder. */
export interface DiskRecord {
  /** The set of disks that the VM writes to. */
  readonly set: string;
  /** `system` first. */
  readonly disks: readonly string[];
  /** Oldest first. */
  readonly saved: readonly SavedState[];
  /** The one that the VM went on from. */
  readonly current?: string | undefined;
}

const schema = z.object({
  set: z.string(),
  disks: z.array(z.string()),
  saved: z.array(
    z.object({
      name: z.string(),
      parent: z.string().optional(),
      at: z.number(),
      stateBytes: z.number(),
      set: z.string(),
      hardware: z.object({
        cores: z.array(z.number()),
        dimms: z.array(
          z.object({ id: z.string(), bytes: z.number(), slot: z.number(), address: z.number() }),
        ),
      }),
    }),
  ),
  current: z.string().optional(),
});

/** The record in this file; undefined when there is none. Throws for what Isolab did not write. */
export async function readRecord(
  files: PlaceFiles,
  file: string,
  signal: AbortSignal,
): Promise<DiskRecord | undefined> {
  const text = await files.readText(file, signal);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** The record with one more state: it is the current one's child, and current now. */
export function addSaved(record: DiskRecord, state: Omit<SavedState, 'parent'>): DiskRecord {
  const saved = [...record.saved, { ...state, parent: record.current }];
  return { ...record, saved, current: state.name };
}

/** The record without this state: its children are its parent's now. */
export function removeSaved(record: DiskRecord, name: string): DiskRecord {
  const parent = record.saved.find((state) => state.name === name)?.parent;
  const saved = record.saved
    .filter((state) => state.name !== name)
    .map((state) => (state.parent === name ? { ...state, parent } : state));
  return { ...record, saved, current: record.current === name ? parent : record.current };
}

/**
 * The record as far as it agrees with what is inside the disk that the VM writes to. A crash may have come between
 * the two, and a learner may talk to QEMU: what is in the disk is true.
 */
export function reconcile(record: DiskRecord, inside: readonly InternalSnapshot[]): DiskRecord {
  const gone = record.saved.filter(
    ({ set, name }) => set === record.set && !inside.some((state) => state.name === name),
  );
  const kept = gone.reduce((rest, { name }) => removeSaved(rest, name), record);
  const foreign = inside.filter(({ name }) => !kept.saved.some((state) => state.name === name));
  return foreign.reduce(
    (rest, state) =>
      addSaved(rest, { ...state, set: record.set, hardware: { cores: [], dimms: [] } }),
    kept,
  );
}

/** The VM snapshots of a record, as they are shown. */
export function snapshotsOf({ saved, current }: DiskRecord): readonly VmSnapshot[] {
  return saved.map(({ name, parent, at, stateBytes }) => ({
    name,
    ...(parent === undefined ? {} : { parent }),
    at,
    stateBytes,
    isCurrent: name === current,
  }));
}
