import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** Which guests are in the cache already; nothing to say where no virtual machine could boot them. */
export function guestsFinding({
  guests,
  qemuVersion,
  isolabCommand,
}: Circumstances): Finding | undefined {
  if (guests.length === 0 || qemuVersion === undefined) return undefined;
  const common = { id: 'guests', title: t('Guests of the labs') };
  const absent = guests.filter(({ isThere }) => !isThere);
  if (absent.length === 0) {
    const found = t('All {0} are made', guests.length);
    return { ...common, status: 'ok', found, consequence: '' };
  }
  return {
    ...common,
    status: 'degraded',
    found: t(
      '{0} of {1} are made; absent: {2}',
      guests.length - absent.length,
      guests.length,
      absent.map(({ reference }) => reference).join(', '),
    ),
    consequence: t(
      'The first virtual machine starts a minute later, and needs a network for that.',
    ),
    fix: fix(t('Make them now.'), `${isolabCommand} images build`),
  };
}
