import { createContext, Script, type Context } from 'node:vm';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';

const maxMatchMs = 1_000;

/**
 * What a lab's regular expression (flags m and u) finds in each text: the whole match, then its groups, or `null`.
 * Throws an IsolabError when all of that takes longer than a second, as the clock on the wall has it: repetitions within repetitions can take for ever,
 * and V8 can be interrupted in them only through node:vm.
 */
export function matchPattern(
  texts: readonly string[],
  source: string,
): readonly (readonly (string | undefined)[] | null)[] {
  realm ??= createContext({});
  Object.assign(realm, { source, texts });
  try {
    // The realm's arrays are plain arrays of another realm; they are read here and not kept.
    return script.runInContext(realm, { timeout: maxMatchMs }) as ReturnType<typeof matchPattern>;
  } catch (cause) {
    throw patternTooSlow(source, cause);
  } finally {
    Object.assign(realm, { source: '', texts: [] });
  }
}

/** Whether a text is a regular expression at all. */
export function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'mu') instanceof RegExp;
  } catch {
    return false;
  }
}

const script = new Script(
  "(() => { const pattern = new RegExp(source, 'mu'); return texts.map((text) => pattern.exec(text)); })()",
);

// Making a realm takes a millisecond, so one is kept.
let realm: Context | undefined;

function patternTooSlow(source: string, cause: unknown): IsolabError {
  return new IsolabError(
    'pattern-too-slow',
    t('The regular expression {0} of this lab took too long.', quote(source)),
    t('Tell the author of the lab.'),
    cause,
  );
}
