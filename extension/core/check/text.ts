import safe from 'safe-regex2';
import { z } from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from './quote.ts';

const maxPatternLength = 200;
const maxTextLength = 64 * 1024;

/** A regular expression from a lab: short, valid, and without the nesting that takes for ever. */
export const patternSchema = z
  .string()
  .max(maxPatternLength)
  .refine(isCompilable, { error: () => t('This is not a regular expression.') })
  .refine((text) => !isCompilable(text) || safe(text), {
    error: () =>
      t('This regular expression could take for ever on some text: do not nest repetitions.'),
  })
  .describe('A regular expression (JavaScript, flags m and u).');

/** A wanted text: exactly, or by what it holds. */
export type TextMatch =
  | string
  | {
      readonly is?: string | undefined;
      readonly contains?: string | undefined;
      readonly matches?: string | undefined;
    };

/** The schema of a wanted text. */
export const textMatch: z.ZodType<TextMatch> = z.union([
  z.string().describe('Exactly this text.'),
  z
    .strictObject({
      is: z.string().optional().describe('Exactly this text.'),
      contains: z.string().min(1).optional().describe('This text stands somewhere in it.'),
      matches: patternSchema.optional(),
    })
    .refine((value) => Object.keys(value).length > 0, {
      error: () => t('Give at least one of is, contains, matches.'),
    }),
]);

/** Whether the text is as wanted. Line ends at the end do not count; at most the last 64 KiB are looked at. */
export function matchesText(text: string, wanted: TextMatch): boolean {
  const bounded = text.slice(-maxTextLength).replace(/(?:\r?\n)+$/u, '');
  if (typeof wanted === 'string') return bounded === wanted;
  return (
    (wanted.is === undefined || bounded === wanted.is) &&
    (wanted.contains === undefined || bounded.includes(wanted.contains)) &&
    (wanted.matches === undefined || pattern(wanted.matches).test(bounded))
  );
}

/** The regular expression of a lab, as checks use it. */
export function pattern(text: string): RegExp {
  return new RegExp(text, 'mu');
}

/** The wanted text in words: "`nginx`", "containing `Hello`", "matching `^v\d`". */
export function describeText(wanted: TextMatch): string {
  if (typeof wanted === 'string') return quote(wanted);
  const parts = [
    wanted.is === undefined ? undefined : quote(wanted.is),
    wanted.contains === undefined ? undefined : t('containing {0}', quote(wanted.contains)),
    wanted.matches === undefined ? undefined : t('matching {0}', quote(wanted.matches)),
  ];
  return parts.filter((part) => part !== undefined).join(t(' and '));
}

function isCompilable(text: string): boolean {
  try {
    pattern(text);
    return true;
  } catch {
    return false;
  }
}
