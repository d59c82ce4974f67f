import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import type { VmFacts } from '../qemu/facts.ts';
import { describeComparison, holds, show, wantedBytes, wantedNumber } from './comparison.ts';
import { describeStatus, known, noVm, seeVms } from './guest.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { rule, type Rule } from './rule.ts';
import { bytes, plain } from './units.ts';

const statusSchema = z.enum([
  'off',
  'starting',
  'running',
  'paused',
  'migrating',
  'panicked',
  'lost',
]);

const schema = z
  .strictObject({
    name: z.string().min(1).describe('The name of the VM.'),
    status: z
      .union([statusSchema, z.array(statusSchema).min(1)])
      .optional()
      .describe(
        'How it stands, or several ways of which one is right: [off, panicked]. starting: its system does not answer yet; lost: its QEMU ended by itself.',
      ),
    accelerator: z
      .enum(['kvm', 'hvf', 'whpx', 'tcg'])
      .optional()
      .describe('What makes its CPU: hardware (kvm, hvf, whpx) or translation (tcg).'),
    cpus: wantedNumber.optional().describe('How many CPUs it has now.'),
    memory: wantedBytes.optional().describe('The memory that it has now: 256m.'),
    started: z
      .enum(['cold', 'saved'])
      .optional()
      .describe('How it came up last: booted (cold), or from a saved state (saved).'),
    migrated: z.literal(true).optional().describe('It has been moved to another QEMU.'),
    clonedFrom: z.string().min(1).optional().describe('The VM that it is a clone of.'),
    absent: z.literal(true).optional().describe('There is no such VM.'),
  })
  .describe('A VM of this lab, running or not.');

type VmSpec = z.infer<typeof schema>;

/** Whether a VM is there, and is as wanted. */
export const vm: CheckKind<VmSpec> = {
  schema,
  async evaluate(spec, world) {
    const facts = await world.vm(spec.name);
    const isLostWanted = [spec.status].flat().includes('lost');
    return judgePresence(
      {
        subject: quote(spec.name),
        facts: facts === undefined || isLostWanted || spec.absent ? facts : known(facts),
        rules: rules(spec),
        missing: spec.absent
          ? t('There is no VM named {0}.', quote(spec.name))
          : await noVm(spec.name, world),
        pointer:
          facts === undefined
            ? { see: seeVms }
            : { see: seeCommand('isolab', 'vm', 'show', spec.name), focus: `guest:${spec.name}` },
      },
      spec.absent,
    );
  },
};

function rules(spec: VmSpec): readonly Rule<VmFacts>[] {
  return [
    ...rule(spec.status, (wanted) => ({
      wanted: [wanted].flat().map(describeStatus).join(t(' or ')),
      look: ({ status, trouble }: VmFacts) => ({
        found:
          trouble === undefined
            ? describeStatus(status)
            : `${describeStatus(status)} (${quote(trouble)})`,
        holds: [wanted].flat().includes(status),
      }),
    })),
    ...rule(spec.accelerator, (wanted) => ({
      wanted: t('runs by {0}', quote(wanted)),
      look: ({ accelerator: { name } }: VmFacts) => ({
        found: t('runs by {0}', quote(name)),
        holds: name === wanted,
      }),
    })),
    ...rule(spec.cpus, (wanted) => ({
      wanted: t('has CPUs: {0}', describeComparison(wanted, plain)),
      look: ({ cpus }: VmFacts) => ({
        found: t('has CPUs: {0}', cpus.current),
        holds: holds(cpus.current, wanted, plain),
      }),
    })),
    ...rule(spec.memory, (wanted) => ({
      wanted: t('has {0} of memory', describeComparison(wanted, bytes)),
      look: ({ memory }: VmFacts) => ({
        found: t('has {0} of memory', show(memory.currentBytes, bytes)),
        holds: holds(memory.currentBytes, wanted, bytes),
      }),
    })),
    ...rule(spec.started, (wanted) => ({
      wanted: describeStart(wanted),
      look: ({ started }: VmFacts) => ({
        found: started === undefined ? t('has not been started') : describeStart(started.how),
        holds: started?.how === wanted,
      }),
    })),
    ...rule(spec.migrated, () => ({
      wanted: t('has been migrated'),
      look: ({ migration }: VmFacts) => ({
        found:
          migration?.status === 'completed' ? t('has been migrated') : t('has not been migrated'),
        holds: migration?.status === 'completed',
      }),
    })),
    ...rule(spec.clonedFrom, (wanted) => ({
      wanted: t('is a clone of {0}', quote(wanted)),
      look: ({ clonedFrom }: VmFacts) => ({
        found:
          clonedFrom === undefined ? t('is no clone') : t('is a clone of {0}', quote(clonedFrom)),
        holds: clonedFrom === wanted,
      }),
    })),
  ];
}

function describeStart(how: 'cold' | 'saved'): string {
  return how === 'cold' ? t('has booted') : t('came up from a saved state');
}
