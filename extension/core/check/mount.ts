import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { Mount } from '../kernel/model.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { quote } from '../base/quote.ts';
import { expectation, rule, verdict, type Rule } from './rule.ts';
import { findSubject, subjectSchema } from './subject.ts';
import { describeText, matchesText, textMatch } from './text.ts';
import { plain } from './units.ts';
import { visible } from './visible.ts';

const schema = z
  .strictObject({
    in: subjectSchema.describe('Whose mounts: container:NAME, pid:NUMBER or host.'),
    target: z.string().startsWith('/').describe('Where it is mounted, as that one sees it.'),
    type: z
      .string()
      .min(1)
      .optional()
      .describe('The type of file system: overlay, tmpfs, proc, ext4.'),
    source: textMatch.optional().describe('What is mounted, as mountinfo has it.'),
    root: textMatch.optional().describe('For a bind mount: the folder within its file system.'),
    writable: z.boolean().optional().describe('Whether it may be written.'),
    lowers: wantedNumber.optional().describe('Of an overlay: how many lower folders it has.'),
    absent: z.literal(true).optional().describe('Nothing such is mounted there.'),
  })
  .describe('What is mounted at a place, as a process sees it.');

type MountSpec = z.infer<typeof schema>;

/** Whether something is mounted at a place in a container or on the host (proc_pid_mountinfo(5)). */
export const mount: CheckKind<MountSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = await findSubject(spec.in, world);
    const words = t('The mount {0} of {1}', quote(spec.target), subject.words);
    const rules = mountRules(spec);
    if (subject.pid === undefined) {
      return verdict('failed', expectation(words, rules), subject.missing, subject);
    }
    const details = await subject.place.process(subject.pid);
    const mounts = visible(details?.mounts, t('The mounts of {0}', subject.words));
    return judgePresence(
      {
        subject: words,
        // The last line for a place is the mount on top, which is the one that is seen.
        facts: mounts.findLast(({ target }) => target === spec.target),
        rules,
        missing: t('Nothing is mounted at {0} of {1}.', quote(spec.target), subject.words),
        pointer: {
          see: subject.see('cat', `/proc/${subject.ownPid}/mountinfo`),
          focus: subject.focus,
        },
      },
      spec.absent,
    );
  },
};

function mountRules(spec: MountSpec): readonly Rule<Mount>[] {
  return [
    ...rule(spec.type, (wanted) => ({
      wanted: t('is of type {0}', quote(wanted)),
      look: ({ type }: Mount) => ({
        found: t('is of type {0}', quote(type)),
        holds: type === wanted,
      }),
    })),
    ...rule(spec.source, (wanted) => ({
      wanted: t('comes from {0}', describeText(wanted)),
      look: ({ source }: Mount) => ({
        found: t('comes from {0}', quote(source)),
        holds: matchesText(source, wanted),
      }),
    })),
    ...rule(spec.root, (wanted) => ({
      wanted: t('shows the folder {0}', describeText(wanted)),
      look: ({ root }: Mount) => ({
        found: t('shows the folder {0}', quote(root)),
        holds: matchesText(root, wanted),
      }),
    })),
    ...rule(spec.writable, (wanted) => ({
      wanted: wanted ? t('may be written') : t('is read-only'),
      look({ options }: Mount) {
        const isWritable = options.includes('rw');
        return {
          found: isWritable ? t('may be written') : t('is read-only'),
          holds: isWritable === wanted,
        };
      },
    })),
    ...rule(spec.lowers, (wanted) => ({
      wanted: t('has lower folders: {0}', describeComparison(wanted, plain)),
      look: ({ overlay }: Mount) => ({
        found:
          overlay === undefined
            ? t('is no overlay')
            : t('has lower folders: {0}', overlay.lowers.length),
        holds: overlay !== undefined && holds(overlay.lowers.length, wanted, plain),
      }),
    })),
  ];
}
