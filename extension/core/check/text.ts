import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { isPattern, matchPattern } from './pattern.ts';
import { quote } from '../base/quote.ts';

const maxPatternLength = 200;
const maxTextLength = 64 * 1024;

/** A regular expression from a lab. */
export const patternSchema = z
  .string()
  .max(maxPatternLength)
  .refine(isPattern, { error: () => t('This is not a regular expression.') })
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
export const textMatch: z.ZodType<TextMatch> = z
  .union([
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
  ])
  .meta({ id: 'text' });

/** Whether the text is as wanted. Line ends at its end do not count; at most the last 64 KiB are looked at. */
export function matchesText(text: string, wanted: TextMatch): boolean {
  return countMatching([text], wanted) === 1;
}

/** How many of these texts are as wanted. */
export function countMatching(texts: readonly string[], wanted: TextMatch): number {
  return matching(texts, wanted).length;
}

/** Those of these texts that are as wanted. */
export function matching(texts: readonly string[], wanted: TextMatch): readonly string[] {
  const bounded = texts.map((text) => text.slice(-maxTextLength).replace(/(?:\r?\n)+$/u, ''));
  const { is, contains, matches } =
    typeof wanted === 'string' ? { is: wanted, contains: undefined, matches: undefined } : wanted;
  const left = bounded.filter(
    (text) =>
      (is === undefined || text === is) && (contains === undefined || text.includes(contains)),
  );
  if (matches === undefined) return left;
  const found = matchPattern(left, matches);
  return left.filter((_, at) => found[at] !== null);
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
