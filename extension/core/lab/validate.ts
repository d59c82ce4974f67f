import leven from 'leven';
import * as z from 'zod';
import { quote } from '../base/quote.ts';
import { t } from '../base/l10n.ts';
import type { Path, TreeProblem } from './problem.ts';

/** Data that fits the schema, or everything that is wrong with it, in words. */
export type Validated<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value?: undefined; readonly problems: readonly TreeProblem[] };

/** Nobody mends more at once; one line at the wrong place can break fifty others. */
const mostProblems = 10;

/** Compares data with a schema. */
export function validate<T>(schema: z.ZodType<T>, data: unknown): Validated<T> {
  const result = schema.safeParse(data, { error: describeIssue });
  if (result.success) return { value: result.data, problems: [] };
  return {
    problems: cut(withoutFollowers(result.error.issues).flatMap((issue) => toProblems(issue, []))),
  };
}

function cut(problems: readonly TreeProblem[]): readonly TreeProblem[] {
  const [next, ...others] = problems.slice(mostProblems);
  if (next === undefined || others.length === 0) return problems;
  const message = t(
    'From here on there are {0} more problems, which may come from those before.',
    others.length + 1,
  );
  return [...problems.slice(0, mostProblems), { path: next.path, message }];
}

// Where a key is misspelt, that it is missing by its right name, or that there is no other, need not be told.
function withoutFollowers(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const misspelt = issues
    .filter(({ code }) => code === 'unrecognized_keys')
    .map(({ path }) => path.join('/'));
  return issues.filter(({ code, path }) => code !== 'custom' || !misspelt.includes(path.join('/')));
}

/** The known word that was probably meant. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((each) => ({ each, distance: leven(word.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= (word.length < 4 ? 1 : Math.max(2, word.length / 3))
    ? best.each
    : undefined;
}

// Only the raw issue knows the schema that it comes from; what is allowed travels behind the message.
const separator = '\u0000';

type Issue<Code> = Extract<z.core.$ZodRawIssue, { readonly code: Code }>;

const descriptions: {
  readonly [Code in z.core.$ZodIssue['code']]?: (issue: Issue<Code>) => string;
} = {
  unrecognized_keys: ({ inst, keys }) => {
    const known = keysOf(inst);
    return [unknownKey(keys[0] ?? '', known), ...known].join(separator);
  },
  invalid_type: ({ input, path, expected }) =>
    input === undefined
      ? t('{0} is missing: here belongs {1}.', quote(String(path?.at(-1) ?? '')), wordFor(expected))
      : t('Here belongs {0}, not {1}.', wordFor(expected), describeInput(input)),
  invalid_value: ({ input, values }) =>
    [unknownWord(input, values.map(String)), ...values.map(String)].join(separator),
  too_small: ({ origin, minimum }) =>
    origin === 'number'
      ? t('Here belongs a number of at least {0}.', String(minimum))
      : t('This must not be empty.'),
  too_big: ({ origin, maximum }) =>
    origin === 'number'
      ? t('Here belongs a number of at most {0}.', String(maximum))
      : t('This is too long: at most {0} characters.', String(maximum)),
  invalid_format: ({ input, pattern, format }) =>
    t('{0} does not have the form that belongs here: {1}', describeInput(input), pattern ?? format),
};

// Issues of refine() carry a message of their own, those of unions the issues of their branches.
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  // The table is keyed by the code that tells the issues apart.
  const describe = descriptions[issue.code] as ((issue: z.core.$ZodRawIssue) => string) | undefined;
  return describe?.(issue);
}

function toProblems(issue: z.core.$ZodIssue, before: Path): readonly TreeProblem[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'invalid_union') return unionProblems(issue, path);
  const [message = '', ...allowed] = issue.message.split(separator);
  const more = allowed.length === 0 ? {} : { allowed };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      isKey: true,
      message: unknownKey(key, allowed),
      ...more,
    }));
  }
  if (issue.code === 'invalid_key') {
    const inner = issue.issues.map((each) => each.message.split(separator)[0] ?? '');
    return [{ path, isKey: true, message: inner.join(' ') }];
  }
  return [{ path, message, ...more }];
}

// The branch that was meant is the one whose type fits; if none fits, all that would be allowed is told.
function unionProblems(issue: z.core.$ZodIssueInvalidUnion, path: Path): readonly TreeProblem[] {
  const branches = issue.errors.filter((issues) => issues.length > 0);
  const meant = branches
    .filter((issues) => !issues.some(isWrongType))
    .sort((a, b) => a.length - b.length)[0];
  if (meant !== undefined) {
    return withoutFollowers(meant).flatMap((each) => toProblems(each, path));
  }
  const words = branches.flat().filter(({ code }) => code === 'invalid_value');
  const told = (words.length > 0 ? words : branches.flat()).flatMap((each) =>
    toProblems(each, path),
  );
  const types = branches
    .flat()
    .flatMap((each) => (each.code === 'invalid_type' ? [wordFor(each.expected)] : []));
  const allowed =
    words.length === 0 ? [] : [...told.flatMap((each) => each.allowed ?? []), ...types];
  const messages = [...new Set(told.map(({ message }) => message))];
  return [
    {
      path,
      message: messages.join(' '),
      ...(allowed.length === 0 ? {} : { allowed: [...new Set(allowed)] }),
    },
  ];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  const isOfRoot = issue.path.length === 0;
  return isOfRoot && ['invalid_type', 'invalid_union', 'invalid_value'].includes(issue.code);
}

function keysOf(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = closest(key, known);
  return meant === undefined
    ? t('{0} is not known here.', quote(key))
    : t('{0} is not known here. Did you mean {1}?', quote(key), quote(meant));
}

function unknownWord(input: unknown, known: readonly string[]): string {
  const meant = typeof input === 'string' ? closest(input, known) : undefined;
  return meant === undefined
    ? t('{0} is not allowed here.', describeInput(input))
    : t('{0} is not allowed here. Did you mean {1}?', describeInput(input), quote(meant));
}

function wordFor(type: string): string {
  const words: Readonly<Record<string, () => string>> = {
    string: () => t('a text'),
    number: () => t('a number'),
    int: () => t('a whole number'),
    boolean: () => t('true or false'),
    array: () => t('a list'),
    object: () => t('a map of keys and values'),
    record: () => t('a map of keys and values'),
  };
  return words[type]?.() ?? type;
}

function describeInput(input: unknown): string {
  if (input === null || input === undefined) return t('nothing');
  if (typeof input === 'string') return quote(input);
  if (Array.isArray(input)) return t('a list');
  return typeof input === 'object' ? t('a map of keys and values') : quote(JSON.stringify(input));
}
