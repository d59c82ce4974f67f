import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { textOfForm } from '../check/form.ts';
import { bytes } from '../check/units.ts';
import { machineKinds } from '../machine/kind.ts';
import { guestVariants } from '../recipe/guest/guestRecipe.ts';
import { identifier } from './identifier.ts';
import type { LabGuest, LabLinux } from './lab.ts';

const mostCpus = 16;
const leastMemory = '64m';
const mostMemory = '16g';

const cpuCount = z.number().int().min(1).max(mostCpus);

const cpusSchema = z
  .union([
    cpuCount,
    z
      .strictObject({
        start: cpuCount.describe('How many it starts with.'),
        max: cpuCount.describe('How many it may be given while it runs.'),
      })
      .refine(({ start, max }) => max >= start, {
        error: () => t('It cannot start with more than it may ever have.'),
        path: ['max'],
      }),
  ])
  .describe(
    'CPUs: 2, or { start: 1, max: 4 } to give it more while it runs. 1 unless said otherwise.',
  );

const memorySize = size(leastMemory, mostMemory);

const memorySchema = z
  .union([
    memorySize,
    z
      .strictObject({
        start: memorySize.describe('How much it starts with.'),
        max: memorySize.describe('How much it may be given while it runs.'),
      })
      .refine(({ start, max }) => toBytes(max) >= toBytes(start), {
        error: () => t('It cannot start with more than it may ever have.'),
        path: ['max'],
      }),
  ])
  .describe(
    'Memory: 256M, or { start: 256M, max: 512M } to give it more while it runs. 256M unless said otherwise.',
  );

const imageSchema = z
  .enum(guestVariants)
  .describe('Its system: base (the default), or docker, which has a Docker Engine in it.');

const portSchema = z.number().int().min(1).max(65_535);

const guestSchema = z
  .strictObject({
    image: imageSchema.optional(),
    cpus: cpusSchema.optional(),
    memory: memorySchema.optional(),
    start: z
      .enum(['lab', 'learner'])
      .optional()
      .describe('lab (the default): it runs when the lab opens. learner: they start it.'),
    boot: z
      .enum(['saved', 'cold'])
      .optional()
      .describe(
        'saved (the default): it goes on from a saved state of a booted guest, in a second. cold: it boots.',
      ),
    accelerator: z
      .enum(['kvm', 'hvf', 'whpx', 'tcg'])
      .optional()
      .describe('Only where the lab is about it; else the best that works on the machine.'),
    ports: z
      .record(
        textOfForm(/^\d{1,5}$/u, () => t('a port')),
        portSchema,
      )
      .optional()
      .describe(
        'Port in the guest → port on the host: { 80: 8080 }. Without it no network at all.',
      ),
    disks: z
      .record(identifier, size('1m', '16g'))
      .optional()
      .describe('Further, empty disks: name → size, as in { data: 64M }.'),
  })
  .describe('A VM of this lab.');

/** The VMs of a lab, by name. */
export const guestsSchema = z
  .record(identifier, guestSchema)
  .describe('The VMs that are there when the lab opens, by name. The lab then needs vm.');

/** Where a lab on a Linux of its own runs. */
export const linuxSchema = z
  .strictObject({
    on: z
      .array(z.enum(machineKinds))
      .min(1)
      .optional()
      .describe(
        'Where it may run, best first: guest (a VM), workbench (a container), host (only root, and only after asking). [guest, workbench] unless said otherwise.',
      ),
    image: imageSchema.optional(),
    cpus: cpusSchema.optional(),
    memory: memorySchema.optional(),
    workbench: z
      .strictObject({
        image: z
          .string()
          .min(1)
          .optional()
          .describe('Its image; isolab/workbench unless said otherwise.'),
        capabilities: z
          .array(
            textOfForm(/^[a-z_]+$/u, () =>
              t('a capability in lower case and without CAP_, as in net_admin'),
            ),
          )
          .optional()
          .describe(
            'All that root may in it: [sys_admin, sys_chroot]. Nothing unless said otherwise.',
          ),
        cgroup: z
          .literal('v2')
          .optional()
          .describe(
            'Only where the engine’s kernel has cgroup v2, with controllers to be divided.',
          ),
      })
      .optional()
      .describe('The container, where it is one.'),
  })
  .describe('The machine of a lab on a Linux of its own. The lab then needs linux.');

export type GuestsSpec = z.infer<typeof guestsSchema>;

/** The guests as a session makes them. */
export function bindGuests(guests: GuestsSpec): readonly LabGuest[] {
  return Object.entries(guests).map(([name, spec]) => bindGuest(name, spec));
}

/** The machine of a lab on a Linux of its own; its guest is called `lab`. */
export function bindLinux(spec: z.infer<typeof linuxSchema>): LabLinux {
  const { on = ['guest', 'workbench'], image, cpus, memory, workbench = {} } = spec;
  const { image: workbenchImage = 'isolab/workbench', capabilities = [], cgroup } = workbench;
  return {
    on,
    guest: bindGuest('lab', { image, cpus, memory }),
    workbench: { image: workbenchImage, capabilities, ...(cgroup === undefined ? {} : { cgroup }) },
  };
}

function bindGuest(name: string, spec: GuestsSpec[string]): LabGuest {
  const { image = 'base', cpus = 1, memory = '256M', start = 'lab', boot = 'saved' } = spec;
  const { accelerator, ports, disks = {} } = spec;
  const amount = typeof memory === 'object' ? memory : { start: memory, max: memory };
  return {
    image,
    start,
    vm: {
      name,
      cpus: typeof cpus === 'object' ? cpus : { start: cpus, max: cpus },
      memory: { startBytes: toBytes(amount.start), maxBytes: toBytes(amount.max) },
      network: ports === undefined ? 'none' : { forwards: forwardsOf(ports) },
      disks: Object.fromEntries(Object.entries(disks).map(([disk, each]) => [disk, toBytes(each)])),
      boot,
      ...(accelerator === undefined ? {} : { accelerator }),
    },
  };
}

function forwardsOf(
  ports: Readonly<Record<string, number>>,
): readonly { readonly guestPort: number; readonly hostPort: number }[] {
  return Object.entries(ports).map(([guestPort, hostPort]) => ({
    guestPort: Number(guestPort),
    hostPort,
  }));
}

function size(least: string, most: string): z.ZodType<string | number> {
  return z
    .union([z.string(), z.number()])
    .refine((value) => toBytes(value) >= toBytes(least) && toBytes(value) <= toBytes(most), {
      error: () => t('Here belongs an amount from {0} to {1}: 256M, 1G.', least, most),
    });
}

/** Less than any amount where the text is none. */
function toBytes(value: string | number): number {
  return bytes.parse(String(value)) ?? -1;
}
