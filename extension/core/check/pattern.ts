import { createContext, Script, type Context } from 'node:vm';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';

/** The whole match, then its groups; `null` where there is none. */
export type Match = readonly (string | undefined)[] | null;

const maxMatchMs = 1_000;
/** About as many processes as a machine has, asked for in a dozen ways. */
const maxRemembered = 4_096;
const maxRememberedLength = 512;

/**
 * What a lab's regular expression (flags m and u) finds in each text. Throws an IsolabError when all of that takes
 * longer than a second, as the clock on the wall has it: repetitions within repetitions can take for ever, and V8 can be
 * interrupted in them only through node:vm. That takes a thread each time, and checks ask for the same command lines
 * again and again: what was found in short texts is remembered.
 */
export function matchPattern(texts: readonly string[], source: string): readonly Match[] {
  const keyOf = (text: string): string => `${source}\0${text}`;
  const unknown = texts.filter((text) => !remembered.has(keyOf(text)));
  const found = new Map<string, Match>();
  if (unknown.length > 0) {
    for (const [index, match] of search(unknown, source).entries()) {
      found.set(unknown[index] ?? '', match && [...match]);
    }
  }
  const matches = texts.map((text) => found.get(text) ?? remembered.get(keyOf(text)) ?? null);
  if (remembered.size + found.size > maxRemembered) remembered.clear();
  for (const [text, match] of found) {
    if (text.length <= maxRememberedLength) remembered.set(keyOf(text), match);
  }
  return matches;
}

const remembered = new Map<string, Match>();

function search(texts: readonly string[], source: string): readonly Match[] {
  realm ??= createContext({});
  Object.assign(realm, { source, texts });
  try {
    return script.runInContext(realm, { timeout: maxMatchMs }) as readonly Match[];
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
