import { t } from '../base/l10n.ts';
import { expectation, judge, verdict, type Pointer, type Rule } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** An object that a check looked up by its name. */
export interface LookedUp<Facts> {
  /** Its name as it stands in sentences. */
  readonly subject: string;
  readonly facts: Facts | undefined;
  readonly rules: readonly Rule<Facts>[];
  /** What is said when it is not there. */
  readonly missing: string;
  readonly pointer: Pointer;
}

/** The verdict over an object that should be there and be as the rules say, or should not be there. */
export function judgePresence<Facts>(
  { subject, facts, rules, missing, pointer }: LookedUp<Facts>,
  absent: true | undefined,
): Verdict {
  if (absent) {
    const isGone =
      facts === undefined || (rules.length > 0 && judge(subject, rules, facts).status === 'failed');
    const wanted = expectation(subject, rules);
    return verdict(
      isGone ? 'passed' : 'failed',
      rules.length === 0 ? missing : t('Not true: {0}', wanted),
      facts === undefined ? missing : judge(subject, rules, facts).observed,
      pointer,
    );
  }
  return facts === undefined
    ? verdict('failed', expectation(subject, rules), missing, pointer)
    : judge(subject, rules, facts, pointer);
}
