import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import type { VmSnapshot } from '../qemu/facts.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import { known, noVm, seeVms } from './guest.ts';
import type { CheckKind } from './kind.ts';
import { bestFit, expectation, fitting, judge, rule, verdict, type Rule } from './rule.ts';
import { describeText, matchesText, textMatch } from './text.ts';
import { plain } from './units.ts';

const schema = z
  .strictObject({
    of: z.string().min(1).describe('The name of the VM.'),
    name: textMatch.optional().describe('The name of the VM snapshot.'),
    parent: z
      .string()
      .min(1)
      .optional()
      .describe('The VM snapshot that was current when it was made; or none.'),
    current: z.boolean().optional().describe('Whether the VM went on from this one.'),
    absent: z.literal(true).optional().describe('There is no such VM snapshot.'),
    count: wantedNumber.optional().describe('How many such VM snapshots there are.'),
  })
  .describe('A VM snapshot: CPUs, memory and disk of a running VM at one instant.');

type VmSnapshotSpec = z.infer<typeof schema>;

/** Whether a VM has such a snapshot. */
export const vmSnapshot: CheckKind<VmSnapshotSpec> = {
  schema,
  async evaluate(spec, world) {
    const rules = snapshotRules(spec);
    const expected = expectation(t('A VM snapshot of {0}', quote(spec.of)), rules);
    const vm = await world.vm(spec.of);
    if (vm === undefined) {
      return verdict('failed', expected, await noVm(spec.of, world), { see: seeVms });
    }
    const { snapshots } = known(vm);
    const found = fitting(rules, snapshots);
    const pointer = {
      see: seeCommand('isolab', 'vm', 'snapshot', 'list', spec.of),
      focus: `guest:${spec.of}`,
    };
    const has =
      snapshots.length === 0
        ? t('{0} has no VM snapshots.', quote(spec.of))
        : t('{0} has the VM snapshots {1}.', quote(spec.of), list(snapshots));
    if (spec.absent) {
      const absence = t('There is none of which this is true: {0}', expected);
      return verdict(found.length === 0 ? 'passed' : 'failed', absence, has, pointer);
    }
    if (spec.count !== undefined) {
      return verdict(
        holds(found.length, spec.count, plain) ? 'passed' : 'failed',
        t('{0}; of such there are {1}', expected, describeComparison(spec.count, plain)),
        has,
        pointer,
      );
    }
    const { name } = spec;
    const named = snapshots.filter((each) => name === undefined || matchesText(each.name, name));
    const best = bestFit(rules, named);
    return best === undefined
      ? verdict('failed', expected, has, pointer)
      : { ...judge(t('The VM snapshot {0}', quote(best.name)), rules, best, pointer), expected };
  },
};

function snapshotRules(spec: VmSnapshotSpec): readonly Rule<VmSnapshot>[] {
  const stands = (parent: string | undefined): string =>
    parent === undefined ? t('stands on no other') : t('stands on {0}', quote(parent));
  const isCurrent = (current: boolean): string =>
    current ? t('is the current one') : t('is not the current one');
  return [
    ...rule(spec.name, (wanted) => ({
      wanted: t('is called {0}', describeText(wanted)),
      look: ({ name }: VmSnapshot) => ({
        found: t('is called {0}', quote(name)),
        holds: matchesText(name, wanted),
      }),
    })),
    ...rule(spec.parent, (wanted) => ({
      wanted: stands(wanted === 'none' ? undefined : wanted),
      look: ({ parent }: VmSnapshot) => ({
        found: stands(parent),
        holds: (parent ?? 'none') === wanted,
      }),
    })),
    ...rule(spec.current, (wanted) => ({
      wanted: isCurrent(wanted),
      look: (snapshot: VmSnapshot) => ({
        found: isCurrent(snapshot.isCurrent),
        holds: snapshot.isCurrent === wanted,
      }),
    })),
  ];
}

function list(snapshots: readonly VmSnapshot[]): string {
  return quoteList(snapshots.map(({ name }) => name));
}
