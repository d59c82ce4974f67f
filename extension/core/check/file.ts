import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { quote } from '../base/quote.ts';
import { filePlaceSchema, findPlace } from './place.ts';
import { expectation, rule, verdict, type Rule } from './rule.ts';
import { describeText, matchesText, patternSchema, textMatch, type TextMatch } from './text.ts';
import type { World } from './world.ts';
import { textOfForm } from './form.ts';

type FileFacts = NonNullable<Awaited<ReturnType<World['file']>>>;

const schema = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .refine((path) => !path.split('/').includes('..'), {
        error: () => t('The path stays within the working folder: there is no .. in it.'),
      })
      .describe('The path in the learner’s working folder; with `in` also one that begins with /.'),
    in: filePlaceSchema.optional(),
    kind: z.enum(['file', 'folder']).optional().describe('What it is.'),
    text: textMatch.optional().describe('Its whole text.'),
    contains: z.string().min(1).optional().describe('This text stands somewhere in it.'),
    matches: patternSchema.optional(),
    lacks: textMatch.optional().describe('Its text is not so: { matches: "^RUN pip" }.'),
    mode: textOfForm(/^0?[0-7]{3,4}$/u, () => t('octal permissions, as in 0755'))
      .optional()
      .describe('Its permissions, octal and in quotes: "0755".'),
    absent: z.literal(true).optional().describe('There is no such file.'),
  })
  .refine(({ path, in: place }) => place !== undefined || !path.startsWith('/'), {
    error: () =>
      t('The path stays within the working folder; elsewhere a file is asked for with `in`.'),
    path: ['path'],
  })
  .describe('A file or folder, usually in the learner’s working folder.');

type FileSpec = z.infer<typeof schema>;

/** Whether a file is there, and what stands in it. */
export const file: CheckKind<FileSpec> = {
  schema,
  async evaluate(spec, world) {
    const isListed = spec.mode !== undefined || spec.kind !== undefined || spec.absent;
    const subject = quote(spec.path);
    const place = await findPlace(spec.in, world);
    if (place.run === undefined) {
      const expected = spec.absent ? missing(spec) : expectation(subject, rules(spec));
      return verdict('failed', expected, place.missing, place);
    }
    return judgePresence(
      {
        subject,
        facts: await place.file?.(spec.path),
        rules: rules(spec),
        missing: missing(spec),
        pointer: {
          see: place.see(...(isListed ? ['ls', '-l'] : ['cat']), spec.path),
          focus: place.focus,
        },
      },
      spec.absent,
    );
  },
};

function missing({ path, in: place = 'machine' }: FileSpec): string {
  const guest = place === 'machine' ? undefined : quote(place.slice('guest:'.length));
  if (guest !== undefined) return t('There is no {0} in {1}.', quote(path), guest);
  return path.startsWith('/')
    ? t('There is no {0}.', quote(path))
    : t('There is no {0} in your folder.', quote(path));
}

function rules(spec: FileSpec): readonly Rule<FileFacts>[] {
  return [
    ...rule(spec.kind, (wanted) => ({
      wanted: describeKind(wanted),
      look: ({ kind }: FileFacts) => ({ found: describeKind(kind), holds: kind === wanted }),
    })),
    ...rule(spec.mode, (wanted) => ({
      wanted: t('has the permissions {0}', octal(Number.parseInt(wanted, 8))),
      look: ({ mode }: FileFacts) => ({
        found: t('has the permissions {0}', octal(mode)),
        holds: (mode & 0o7777) === Number.parseInt(wanted, 8),
      }),
    })),
    ...textRule(spec.text, true),
    ...textRule(spec.contains === undefined ? undefined : { contains: spec.contains }, true),
    ...textRule(spec.matches === undefined ? undefined : { matches: spec.matches }, true),
    ...textRule(spec.lacks, false),
  ];
}

function textRule(wanted: TextMatch | undefined, isWanted: boolean): readonly Rule<FileFacts>[] {
  if (wanted === undefined) return [];
  const words = (isSo: boolean): string =>
    isSo ? t('has text {0}', describeText(wanted)) : t('has no text {0}', describeText(wanted));
  return [
    {
      wanted: words(isWanted),
      look({ text }) {
        const isSo = matchesText(text, wanted);
        return { found: words(isSo), holds: isSo === isWanted };
      },
    },
  ];
}

function describeKind(kind: FileFacts['kind']): string {
  switch (kind) {
    case 'file':
      return t('is a file');
    case 'folder':
      return t('is a folder');
    case 'other':
      return t('is neither a file nor a folder');
  }
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
