import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';

/** A text of this form; `words` says which, for the person who wrote another: "lower-case letters and hyphens". */
export function textOfForm(pattern: RegExp, words: () => string): z.ZodString {
  return z.string().regex(pattern, {
    error: ({ input }) => t('{0} is not {1}.', quote(String(input)), words()),
  });
}
