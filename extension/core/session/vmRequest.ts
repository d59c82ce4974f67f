import * as z from 'zod';
import { guestVariants } from '../recipe/guest/guestRecipe.ts';

/** As VmSpec has it. */
const vmName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);
/** A letter, then letters, digits, `.` and `-`: it is a tag in a qcow2 file, and `_` is for Isolab's own. */
const snapshotName = z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,63}$/);
const name = z.string();
const bytes = z.number().int().positive();
const count = z.number().int().positive();

/** What may be asked of the VMs of a session: each is `isolab vm …`. */
export const vmRequest = z
  .discriminatedUnion('do', [
    z.strictObject({
      do: z.literal('create'),
      name: vmName,
      image: z.enum(guestVariants),
      cpus: count.optional(),
      memoryBytes: bytes.optional(),
    }),
    z.strictObject({
      do: z.literal('start'),
      name,
      isCold: z.boolean(),
      accelerator: z.enum(['kvm', 'hvf', 'whpx', 'tcg']).optional(),
    }),
    z.strictObject({ do: z.literal('stop'), name, isForced: z.boolean() }),
    z.strictObject({ do: z.literal('reset'), name }),
    z.strictObject({ do: z.literal('pause'), name }),
    z.strictObject({ do: z.literal('resume'), name }),
    z.strictObject({ do: z.literal('run'), name, words: z.array(z.string()).min(1) }),
    z.strictObject({ do: z.literal('snapshot-save'), name, snapshot: snapshotName }),
    z.strictObject({ do: z.literal('snapshot-restore'), name, snapshot: snapshotName }),
    z.strictObject({ do: z.literal('snapshot-delete'), name, snapshot: snapshotName }),
    z.strictObject({ do: z.literal('clone'), name, to: vmName }),
    z.strictObject({ do: z.literal('migrate'), name }),
    z.strictObject({ do: z.literal('remove'), name }),
    z.strictObject({ do: z.literal('cpus'), name, count }),
    z.strictObject({ do: z.literal('memory'), name, bytes }),
    z.strictObject({
      do: z.literal('qmp'),
      name,
      command: z.string().regex(/^[a-z0-9_-]+$/i),
      args: z.record(z.string(), z.unknown()),
    }),
  ])
  .readonly();
export type VmRequest = z.infer<typeof vmRequest>;

/** What was done: sentences, with the commands to QEMU behind them; for `run` and `qmp` what came back. */
export const vmAnswer = z
  .object({
    said: z.array(z.string()),
    stdout: z.string().optional(),
    stderr: z.string().optional(),
    /** Of a command in a guest. */
    exitCode: z.number().optional(),
  })
  .readonly();
export type VmAnswer = z.infer<typeof vmAnswer>;
