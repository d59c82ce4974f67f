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
  const wanted = failing.length === 0 ? looks : failing.slice(0, 3);
  const told = [...looks.filter(({ isContext }) => isContext), ...wanted];
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

/** The objects of which every rule holds. */
export function fitting<Facts>(
  rules: readonly Rule<Facts>[],
  objects: readonly Facts[],
): readonly Facts[] {
  return objects.filter((facts) => rules.every((each) => each.look(facts).holds));
}

/** The object to talk about: of which most rules hold, and among equals the first rules. */
export function bestFit<Facts>(
  rules: readonly Rule<Facts>[],
  objects: readonly Facts[],
): Facts | undefined {
  const scores = objects.map((facts) => {
    const held = rules.map((each) => (each.look(facts).holds ? '1' : '0')).join('');
    return { facts, held, count: held.replaceAll('0', '').length };
  });
  scores.sort((a, b) => b.count - a.count || b.held.localeCompare(a.held));
  return scores[0]?.facts;
}

/** True when not one of the rules holds: then the object has nothing to do with what is wanted. */
export function isFarOff<Facts>(rules: readonly Rule<Facts>[], facts: Facts): boolean {
  return rules.length > 0 && rules.every((each) => !each.look(facts).holds);
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
