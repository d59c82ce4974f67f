import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { CheckKind } from './kind.ts';
import { quoteList } from '../base/quote.ts';
import { expectation, judge, verdict, type Rule } from './rule.ts';
import { findSubject, subjectSchema } from './subject.ts';
import { visible } from './visible.ts';
import { textOfForm } from './form.ts';

const sets = ['effective', 'permitted', 'bounding', 'inheritable', 'ambient'] as const;

const capabilityName = textOfForm(/^[a-z_]+$/u, () =>
  t('a capability in lower case and without CAP_, as in net_admin'),
);

const schema = z
  .strictObject({
    of: subjectSchema,
    set: z
      .enum(sets)
      .optional()
      .describe('Which set (capabilities(7)); effective unless said otherwise.'),
    has: z.array(capabilityName).optional().describe('Capabilities in the set: [chown, net_raw].'),
    lacks: z.array(capabilityName).optional().describe('Capabilities not in the set: [sys_admin].'),
  })
  .refine(({ has, lacks }) => has !== undefined || lacks !== undefined, {
    error: () => t('Give at least one of has, lacks.'),
  })
  .describe('What the first process of a container, or any process, may do as root.');

type CapabilitySpec = z.infer<typeof schema>;

/** Whether a process has some capabilities and lacks others. */
export const capability: CheckKind<CapabilitySpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = await findSubject(spec.of, world);
    const rules = [hasRule(spec.has ?? [], true), hasRule(spec.lacks ?? [], false)].flat();
    if (subject.pid === undefined) {
      return verdict('failed', expectation(subject.words, rules), subject.missing, subject);
    }
    const details = await subject.place.process(subject.pid);
    const capabilities = visible(
      details?.capabilities,
      t('The capabilities of {0}', subject.words),
    );
    return judge(subject.words, rules, capabilities[spec.set ?? 'effective'], {
      see: subject.see('grep', 'Cap', `/proc/${subject.ownPid}/status`),
      focus: subject.focus,
    });
  },
};

function hasRule(names: readonly string[], isWanted: boolean): readonly Rule<readonly string[]>[] {
  if (names.length === 0) return [];
  const words = (isHad: boolean, list: readonly string[]): string =>
    isHad ? t('has {0}', quoteList(list)) : t('lacks {0}', quoteList(list));
  return [
    {
      wanted: words(isWanted, names),
      look(had) {
        const wrong = names.filter((name) => had.includes(name) !== isWanted);
        return {
          found: wrong.length === 0 ? words(isWanted, names) : words(!isWanted, wrong),
          holds: wrong.length === 0,
        };
      },
    },
  ];
}
