import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import type { MigrationFacts } from '../qemu/facts.ts';
import { describeComparison, holds, show, wantedBytes, wantedSeconds } from './comparison.ts';
import { describeCount, lookAtCount, type Count } from './count.ts';
import { findGuest, known, noVm, seeVms } from './guest.ts';
import type { CheckKind } from './kind.ts';
import { expectation, judge, rule, verdict, type Rule } from './rule.ts';
import { bytes, seconds } from './units.ts';
import type { World } from './world.ts';

const schema = z
  .strictObject({
    of: z.string().min(1).describe('The name of the VM.'),
    status: z
      .enum(['active', 'completed', 'failed', 'cancelled'])
      .optional()
      .describe('How its last migration stands; completed unless said otherwise.'),
    downtime: wantedSeconds
      .optional()
      .describe('How long the VM stood still while it changed over: { below: 500ms }.'),
    total: wantedSeconds.optional().describe('How long the migration took in all.'),
    transferred: wantedBytes.optional().describe('How much was carried over: { above: 128m }.'),
    counted: z
      .string()
      .startsWith('/')
      .optional()
      .describe(
        'A file in the guest with one whole number a line, each by one above the last: none is missing, and it still grows.',
      ),
  })
  .describe('The last live migration of a VM.');

type MigrationSpec = z.infer<typeof schema>;

interface Seen {
  readonly migration: MigrationFacts;
  readonly count: Count | undefined;
}

/** Whether a VM was migrated while it ran, how long it stood still, and whether it ever stopped counting. */
export const migration: CheckKind<MigrationSpec> = {
  schema,
  async evaluate(spec, world) {
    const words = quote(spec.of);
    const subject = t('The migration of {0}', words);
    const rules = migrationRules(spec);
    const expected = expectation(subject, rules);
    const vm = await world.vm(spec.of);
    if (vm === undefined) {
      return verdict('failed', expected, await noVm(spec.of, world), { see: seeVms });
    }
    const pointer = { see: seeCommand('isolab', 'vm', 'show', spec.of), focus: `guest:${spec.of}` };
    const { migration: last } = known(vm);
    if (last === undefined) {
      return verdict('failed', expected, t('{0} has not been migrated.', words), pointer);
    }
    const count =
      spec.counted === undefined ? undefined : await countOf(spec.of, spec.counted, world);
    return judge(subject, rules, { migration: last, count }, pointer);
  },
};

async function countOf(name: string, path: string, world: World): Promise<Count> {
  const guest = await findGuest(name, world);
  return guest.place === undefined ? { problem: guest.missing } : lookAtCount(path, guest.place);
}

function migrationRules(spec: MigrationSpec): readonly Rule<Seen>[] {
  const status = spec.status ?? 'completed';
  return [
    {
      wanted: describeStatus(status),
      look: ({ migration: { status: found, trouble } }) => ({
        found:
          trouble === undefined
            ? describeStatus(found)
            : `${describeStatus(found)} (${quote(trouble)})`,
        holds: found === status,
      }),
    },
    ...rule(spec.downtime, (wanted) => ({
      wanted: t('had a downtime of {0}', describeComparison(wanted, seconds)),
      look: ({ migration: { downtimeMs } }: Seen) =>
        downtimeMs === undefined
          ? { found: t('has no downtime yet'), holds: false }
          : {
              found: t('had a downtime of {0}', show(downtimeMs / 1000, seconds)),
              holds: holds(downtimeMs / 1000, wanted, seconds),
            },
    })),
    ...rule(spec.total, (wanted) => ({
      wanted: t('took {0} in all', describeComparison(wanted, seconds)),
      look: ({ migration: { totalMs } }: Seen) => ({
        found: t('took {0} in all', show(totalMs / 1000, seconds)),
        holds: holds(totalMs / 1000, wanted, seconds),
      }),
    })),
    ...rule(spec.transferred, (wanted) => ({
      wanted: t('carried {0}', describeComparison(wanted, bytes)),
      look: ({ migration: { transferredBytes } }: Seen) => ({
        found: t('carried {0}', show(transferredBytes, bytes)),
        holds: holds(transferredBytes, wanted, bytes),
      }),
    })),
    ...rule(spec.counted, (path) => ({
      wanted: t('left no gap in {0}, which still grows', quote(path)),
      look: ({ count }: Seen) => describeCount(path, count),
    })),
  ];
}

function describeStatus(status: MigrationFacts['status']): string {
  switch (status) {
    case 'active':
      return t('still goes on');
    case 'completed':
      return t('is completed');
    case 'failed':
      return t('has failed');
    case 'cancelled':
      return t('was cancelled');
  }
}
