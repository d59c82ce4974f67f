import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { namespaceTypes, type NamespaceType } from '../kernel/model.ts';
import type { CheckKind } from './kind.ts';
import { verdict } from './rule.ts';
import { asRoot, findSubject, subjectSchema, type Subject } from './subject.ts';
import type { Verdict } from './verdict.ts';
import { visible } from './visible.ts';

const typeSchema = z.enum(namespaceTypes);

const schema = z
  .strictObject({
    of: subjectSchema,
    type: z
      .union([typeSchema, z.array(typeSchema).min(1)])
      .describe('The type of namespace, or several: net, [net, ipc].'),
    same: subjectSchema
      .optional()
      .describe('Both are in the same namespace of each of these types.'),
    differs: subjectSchema
      .optional()
      .describe('They are in different namespaces of each of these types.'),
  })
  .refine(({ same, differs }) => (same === undefined) !== (differs === undefined), {
    error: () => t('Give either same or differs.'),
  })
  .describe('Whether two share a namespace.');

type NamespaceSpec = z.infer<typeof schema>;

/** Whether two are in the same namespaces, or in different ones: inode numbers are compared (namespaces(7)). */
export const namespace: CheckKind<NamespaceSpec> = {
  schema,
  async evaluate(spec, world) {
    const types = [spec.type].flat();
    const isSame = spec.same !== undefined;
    const one = await findSubject(spec.of, world);
    const other = await findSubject(spec.same ?? spec.differs ?? 'host', world);
    const expected = isSame
      ? t('{0} and {1} share {2}', one.words, other.words, list(types))
      : t('{0} and {1} do not share {2}', one.words, other.words, list(types));
    if (one.pid === undefined) return verdict('failed', expected, one.missing, one);
    if (other.pid === undefined) return verdict('failed', expected, other.missing, other);
    if (one.place.guestName !== other.place.guestName)
      return onTwoKernels(expected, isSame, one, other);
    const ours = await readNamespaces(one);
    const theirs = await readNamespaces(other);
    const wrong = types.filter((type) => (ours[type] === theirs[type]) !== isSame);
    const told = (wrong.length === 0 ? types : wrong).map((type) =>
      ours[type] === theirs[type]
        ? t('they share {0} ({1})', type, ours[type])
        : t('each has its own {0} ({1} and {2})', type, ours[type], theirs[type]),
    );
    return verdict(wrong.length === 0 ? 'passed' : 'failed', expected, told.join('; '), {
      see: seeFor(one, other),
      focus: one.focus,
    });
  },
};

// Inode numbers of namespaces say nothing across kernels: those of the first ones are the same everywhere.
function onTwoKernels(expected: string, isSame: boolean, one: Subject, other: Subject): Verdict {
  return verdict(
    isSame ? 'failed' : 'passed',
    expected,
    t('Two kernels share no namespace: {0} and {1} are on different ones.', one.words, other.words),
    { see: one.see('uname', '-a'), focus: one.focus },
  );
}

function seeFor(one: Subject, other: Subject): string | undefined {
  const folders = [one, other].map(({ number }) => `/proc/${number}/ns`);
  return one.seeAround(...asRoot(one), 'ls', '-l', ...folders);
}

async function readNamespaces({
  pid,
  words,
  place,
}: Subject): Promise<Readonly<Record<NamespaceType, number>>> {
  const { processes } = await place.kernel();
  const namespaces = processes.find((process) => process.pid === pid)?.namespaces;
  return visible(namespaces, t('The namespaces of {0}', words));
}

function list(types: readonly string[]): string {
  return types.map((type) => t('the {0} namespace', type)).join(t(' and '));
}
