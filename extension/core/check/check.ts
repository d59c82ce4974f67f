import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { type Comparison, wantedNumber } from './comparison.ts';
import { checkKinds } from './index.ts';
import type { CheckKind } from './kind.ts';
import { seconds } from './units.ts';

type Kinds = typeof checkKinds;
type SpecOf<Kind> = Kind extends CheckKind<infer Spec> ? Spec : never;

/** One check as it stands in lab.yaml: exactly one kind or combinator, with what it asks. */
export type Check = {
  readonly [Name in keyof Kinds]?: SpecOf<Kinds[Name]> | undefined;
} & Combinators;

/** Checks made of checks. */
export interface Combinators {
  readonly all?: readonly Check[] | undefined;
  readonly any?: readonly Check[] | undefined;
  readonly not?: Check | undefined;
  readonly count?: { readonly of: readonly Check[]; readonly passed: Comparison } | undefined;
  readonly within?: { readonly time: string; readonly check: Check } | undefined;
}

/** The longest time that `within` may take, in seconds: a learner waits for it. */
const longestWithin = 10;

const kindSchemas = Object.fromEntries(
  Object.entries(checkKinds).map(([name, { schema }]) => [name, schema.optional()]),
);

const nested: z.ZodType<Check> = z.lazy(() => checkSchema);
const several = z.array(nested).min(1);

const combinators = {
  all: several.optional().describe('Every one of these holds; the first that does not is told.'),
  any: several.optional().describe('At least one of these holds.'),
  not: nested.optional().describe('This does not hold. What could not be looked at stays so.'),
  count: z
    .strictObject({
      of: several.describe('The checks.'),
      passed: wantedNumber.describe('How many of them hold: 2, or { atLeast: 2 }.'),
    })
    .optional()
    .describe(
      'So many of these checks hold. For so many objects there is `count` in container, process and log.',
    ),
  within: z
    .strictObject({
      time: z
        .string()
        .refine((text) => (seconds.parse(text) ?? Infinity) <= longestWithin, {
          error: () => t('This is a time of at most {0} seconds: 3s, 500ms.', longestWithin),
        })
        .describe('How long: 3s, 500ms; at most 10s.'),
      check: nested,
    })
    .optional()
    .describe(
      'Looks again until it holds, for so long: for what needs a moment, as a server that starts.',
    ),
};

/** The schema of a check: exactly one kind, with its own fields. */
export const checkSchema: z.ZodType<Check> = z
  .strictObject({ ...kindSchemas, ...combinators })
  .refine((check) => Object.keys(check).length === 1, {
    error: () => t('A check has exactly one kind; combine several with all or any.'),
  })
  .describe('One question about the state of the world, with exactly one kind.')
  // The object's type is made from the same registry as Check; Object.fromEntries forgets the names.
  .meta({ id: 'check', minProperties: 1, maxProperties: 1 });

/** The kinds used by a check, those within its combinators too. */
export function kindsOf(check: Check): readonly string[] {
  return Object.keys(check).flatMap((name) => {
    const inner = nestedChecks(check);
    return inner.length === 0 ? [name] : inner.flatMap(kindsOf);
  });
}

/** The IDs of the questions that a check asks about, those within its combinators too. */
export function questionsOf(check: Check): readonly string[] {
  const inner = nestedChecks(check).flatMap(questionsOf);
  return check.question === undefined ? inner : [check.question, ...inner];
}

function nestedChecks({ all, any, not, count, within }: Check): readonly Check[] {
  return [all, any, not, count?.of, within?.check].flat().filter((check) => check !== undefined);
}
