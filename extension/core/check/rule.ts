import { t } from '../base/l10n.ts';
import type { Verdict } from './verdict.ts';

/** What a look at an object found. It reads on after the object's name: "has exited with 1". */
export interface Look {
  readonly found: string;
  readonly holds: boolean;
}

/** One thing that a check wants of an object. */
export interface Rule<Facts> {
  /** Reads on after the object's name: "is running". Absent for what is only told along with the rest. */
  readonly wanted?: string;
  look(facts: Facts): Look;
}

/** How the learner sees it: the command to type, and the object in the Isolation view. */
export interface Pointer {
  readonly see?: string | undefined;
  readonly focus?: string | undefined;
}

/** The rule that is made of what is wanted, if anything is wanted. */
export function rule<Wanted, Facts>(
  wanted: Wanted | undefined,
  make: (wanted: Wanted) => Rule<Facts>,
): readonly Rule<Facts>[] {
  return wanted === undefined ? [] : [make(wanted)];
}

/** What the rules want of the object, as a sentence. */
export function expectation(subject: string, rules: readonly Rule<never>[]): string {
  return sentence(
    subject,
    rules.flatMap(({ wanted }) => wanted ?? []),
  );
}

/** The verdict over one object: passed when every rule holds; a failure tells the first three mismatches, in order. */
export function judge<Facts>(
  subject: string,
  rules: readonly Rule<Facts>[],
  facts: Facts,
  pointer: Pointer = {},
): Verdict {
  const looks = rules.map((each) => ({
    isContext: each.wanted === undefined,
    ...each.look(facts),
  }));
  const failing = looks.filter(({ holds }) => !holds);
  const told =
    failing.length === 0
      ? looks
      : [...looks.filter(({ isContext }) => isContext), ...failing.slice(0, 3)];
  return verdict(
    failing.length === 0 ? 'passed' : 'failed',
    expectation(subject, rules),
    sentence(
      subject,
      told.map(({ found }) => found),
    ),
    pointer,
  );
}

/** How many of the rules hold: the object that fits best is the one to talk about. */
export function fit<Facts>(rules: readonly Rule<Facts>[], facts: Facts): number {
  return rules.filter((each) => each.look(facts).holds).length;
}

/** A verdict from its parts. */
export function verdict(
  status: Verdict['status'],
  expected: string,
  observed: string,
  { see, focus }: Pointer = {},
): Verdict {
  return {
    status,
    expected,
    observed,
    ...(see === undefined ? {} : { see }),
    ...(focus === undefined ? {} : { focus }),
  };
}

function sentence(subject: string, parts: readonly string[]): string {
  return parts.length === 0
    ? t('{0} exists', subject)
    : `${subject} ${[...new Set(parts)].join(', ')}`;
}
