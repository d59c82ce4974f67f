import * as z from 'zod';
import { vmNotKept } from '../base/vmErrors.ts';
import type { PlaceFiles } from './place.ts';
import type { VmSpec } from './spec.ts';

const acceleratorName = z.enum(['kvm', 'hvf', 'whpx', 'tcg']);

const range = z.object({ start: z.number(), max: z.number() });

const spec = z.object({
  name: z.string(),
  files: z.object({
    variant: z.string(),
    arch: z.string(),
    hash: z.string(),
    kernel: z.string(),
    initramfs: z.string(),
    disk: z.string(),
  }),
  cpus: range,
  memory: z.object({ startBytes: z.number(), maxBytes: z.number() }),
  network: z.union([
    z.literal('none'),
    z.object({
      forwards: z.array(z.object({ hostPort: z.number(), guestPort: z.number() })),
    }),
  ]),
  disks: z.record(z.string(), z.number()),
  boot: z.enum(['saved', 'cold']),
  accelerator: acceleratorName.exactOptional(),
}) satisfies z.ZodType<VmSpec>;

const schema = z.object({
  v: z.literal(1),
  spec,
  /** Names this very VM, to QEMU and to the guest. */
  uuid: z.string(),
  /** No guest has ever written to its disks: it may still continue from a saved state. */
  isFresh: z.boolean(),
  clonedFrom: z.string().exactOptional(),
  accelerator: z.object({ name: acceleratorName, reason: z.string() }),
  /** How QEMU was started last; without it there is no process, or none that is to be kept. */
  run: z
    .object({
      args: z.array(z.string()),
      at: z.number(),
      how: z.enum(['cold', 'saved']),
      /** Absent until the guest has answered. */
      tookMs: z.number().exactOptional(),
    })
    .exactOptional(),
});

/** What is kept of a VM, in its folder. Where it is, the VM has been made completely. */
export type VmRecord = Omit<z.infer<typeof schema>, 'spec'> & { readonly spec: VmSpec };

/** Undefined when the VM was never made completely. */
export async function readVmRecord(
  files: PlaceFiles,
  folder: string,
  signal: AbortSignal,
): Promise<VmRecord | undefined> {
  const text = await files.readText(recordFile(folder), signal);
  return text === undefined ? undefined : schema.parse(JSON.parse(text));
}

/** Keeps what is known of a VM. */
export async function writeVmRecord(
  files: PlaceFiles,
  folder: string,
  record: VmRecord,
  signal: AbortSignal,
): Promise<void> {
  const file = recordFile(folder);
  try {
    await files.writeText(file, `${JSON.stringify(record)}\n`, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw vmNotKept(record.spec.name, file, error);
  }
}

/** The file without which a VM's folder holds no VM. */
export function recordFile(folder: string): string {
  return `${folder}/vm.json`;
}
