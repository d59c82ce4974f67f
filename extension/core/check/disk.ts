import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import type { DiskFacts, VmFacts } from '../qemu/facts.ts';
import { describeComparison, holds, show, wantedBytes, wantedNumber } from './comparison.ts';
import { known, noVm, seeVms } from './guest.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { expectation, rule, verdict, type Rule } from './rule.ts';
import { bytes, plain } from './units.ts';
import type { World } from './world.ts';

const schema = z
  .strictObject({
    of: z.string().min(1).describe('The name of the VM.'),
    name: z
      .string()
      .min(1)
      .optional()
      .describe('Which of its disks; system, which it starts from, unless said otherwise.'),
    virtualSize: wantedBytes.optional().describe('How large the VM takes it to be.'),
    ownSize: wantedBytes
      .optional()
      .describe('What its own file takes on the host, without what it stands on.'),
    chain: wantedNumber
      .optional()
      .describe('How many files it is made of: its own, and each backing file below.'),
    sharedWith: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A VM whose disk of the same name stands on the file that is directly below this one.',
      ),
    format: z.string().min(1).optional().describe('The format of its own file: qcow2, raw.'),
    absent: z.literal(true).optional().describe('The VM has no such disk.'),
  })
  .describe('A disk of a VM, and the files that it is made of.');

type DiskSpec = z.infer<typeof schema>;

/** Whether a VM's disk is there, and stands on what it should. */
export const disk: CheckKind<DiskSpec> = {
  schema,
  async evaluate(spec, world) {
    const name = spec.name ?? 'system';
    const subject = t('The disk {0} of {1}', quote(name), quote(spec.of));
    const rules = await diskRules(spec, world);
    const facts = await world.vm(spec.of);
    if (facts === undefined) {
      return verdict('failed', expectation(subject, rules), await noVm(spec.of, world), {
        see: seeVms,
      });
    }
    return judgePresence(
      {
        subject,
        facts: findDisk(known(facts), name),
        rules,
        missing: t(
          '{0} has no disk {1}; it has {2}.',
          quote(spec.of),
          quote(name),
          quoteList(facts.disks.map((each) => each.name)),
        ),
        pointer: { see: seeCommand('isolab', 'vm', 'show', spec.of), focus: `guest:${spec.of}` },
      },
      spec.absent,
    );
  },
};

async function diskRules(spec: DiskSpec, world: World): Promise<readonly Rule<DiskFacts>[]> {
  const other = spec.sharedWith === undefined ? undefined : await world.vm(spec.sharedWith);
  const theirs = other === undefined ? undefined : findDisk(known(other), spec.name ?? 'system');
  return [
    ...rule(spec.virtualSize, (wanted) => ({
      wanted: t('holds {0}', describeComparison(wanted, bytes)),
      look: ({ virtualBytes }: DiskFacts) => ({
        found: t('holds {0}', show(virtualBytes, bytes)),
        holds: holds(virtualBytes, wanted, bytes),
      }),
    })),
    ...rule(spec.ownSize, (wanted) => ({
      wanted: t('takes {0} itself', describeComparison(wanted, bytes)),
      look: ({ chain }: DiskFacts) => ({
        found: t('takes {0} itself', show(chain[0]?.ownBytes ?? 0, bytes)),
        holds: holds(chain[0]?.ownBytes ?? 0, wanted, bytes),
      }),
    })),
    ...rule(spec.chain, (wanted) => ({
      wanted: t('is made of files: {0}', describeComparison(wanted, plain)),
      look: ({ chain }: DiskFacts) => ({
        found: t('is made of files: {0} ({1})', chain.length, describeChain(chain)),
        holds: holds(chain.length, wanted, plain),
      }),
    })),
    ...rule(spec.format, (wanted) => ({
      wanted: t('has the format {0}', quote(wanted)),
      look: ({ chain }: DiskFacts) => ({
        found: t('has the format {0}', quote(chain[0]?.format ?? '')),
        holds: chain[0]?.format === wanted,
      }),
    })),
    ...rule(spec.sharedWith, (wanted) => ({
      wanted: t('stands on the same file as that of {0}', quote(wanted)),
      look: (disk: DiskFacts) => lookShared(disk, theirs, wanted),
    })),
  ];
}

function lookShared(
  { chain: [, ours] }: DiskFacts,
  theirs: DiskFacts | undefined,
  owner: string,
): ReturnType<Rule<DiskFacts>['look']> {
  if (theirs === undefined) {
    return { found: t('is not shared: {0} has no such disk', quote(owner)), holds: false };
  }
  if (ours === undefined) return { found: t('stands on no other file'), holds: false };
  const [, ...below] = theirs.chain;
  const isShared = below.some(({ file }) => file === ours.file);
  return {
    found: isShared
      ? t('stands on the same file as that of {0}: {1}', quote(owner), quote(baseName(ours.file)))
      : t('stands on {0}, and that of {1} does not', quote(baseName(ours.file)), quote(owner)),
    holds: isShared,
  };
}

function findDisk({ disks }: VmFacts, name: string): DiskFacts | undefined {
  return disks.find((each) => each.name === name);
}

function describeChain(chain: DiskFacts['chain']): string {
  return chain.map(({ file }) => quote(baseName(file))).join(' → ');
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
