import { z } from 'zod';
import { t } from '../base/l10n.ts';
import { namespaceTypes, type NamespaceType } from '../kernel/model.ts';
import type { CheckKind } from './kind.ts';
import { seeCommand } from '../base/quote.ts';
import { verdict } from './rule.ts';
import { findSubject, subjectSchema } from './subject.ts';
import { visible } from './visible.ts';
import type { World } from './world.ts';

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
    for (const subject of [one, other]) {
      if (subject.pid === undefined)
        return verdict('failed', expected, subject.missing, { see: 'docker ps -a' });
    }
    const ours = await readNamespaces(one.pid ?? 0, one.words, world);
    const theirs = await readNamespaces(other.pid ?? 0, other.words, world);
    const wrong = types.filter((type) => (ours[type] === theirs[type]) !== isSame);
    const told = (wrong.length === 0 ? types : wrong).map((type) =>
      ours[type] === theirs[type]
        ? t('they share {0} ({1})', type, ours[type])
        : t('each has its own {0} ({1} and {2})', type, ours[type], theirs[type]),
    );
    return verdict(wrong.length === 0 ? 'passed' : 'failed', expected, told.join('; '), {
      see: seeCommand('sudo', 'ls', '-l', `/proc/${one.pid ?? 0}/ns`, `/proc/${other.pid ?? 0}/ns`),
      focus: spec.of,
    });
  },
};

async function readNamespaces(
  pid: number,
  words: string,
  world: World,
): Promise<Readonly<Record<NamespaceType, number>>> {
  const { processes } = await world.kernel();
  const namespaces = processes.find((process) => process.pid === pid)?.namespaces;
  return visible(namespaces, t('The namespaces of {0}', words));
}

function list(types: readonly string[]): string {
  return types.map((type) => t('the {0} namespace', type)).join(t(' and '));
}
