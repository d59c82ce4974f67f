import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Seen } from '../kernel/model.ts';

/** A fact of the kernel; throws when it is not visible, which makes the verdict `unable`. `what` names it. */
export function visible<T>(fact: Seen<T> | undefined, what: string): T {
  if (fact === undefined) throw notVisible(what, t('it is not to be seen from here'));
  if (!fact.seen) throw notVisible(what, fact.reason);
  return fact.value;
}

function notVisible(what: string, reason: string): IsolabError {
  return new IsolabError(
    'fact-not-visible',
    t('{0} cannot be read here: {1}.', what, reason),
    t('Run isolab doctor: it says how the kernel is read on this machine.'),
  );
}
