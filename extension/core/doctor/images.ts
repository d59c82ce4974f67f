import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** Which images of the labs the engine has already. */
export function imagesFinding({
  images,
  engine,
  isolabCommand,
}: Circumstances): Finding | undefined {
  if (engine.status === 'down') return undefined;
  const { wanted, absent } = images;
  const common = { id: 'images', title: t('Images of the labs') };
  if (absent.length === 0) {
    const found = t('All {0} are on the engine', wanted.length);
    return { ...common, status: 'ok', found, consequence: '' };
  }
  return {
    ...common,
    status: 'degraded',
    found: t(
      '{0} of {1} are on the engine; absent: {2}',
      wanted.length - absent.length,
      wanted.length,
      absent.join(', '),
    ),
    consequence: t('Opening a lab takes longer the first time, and needs a network.'),
    fix: fix(t('Make them now.'), `${isolabCommand} images build`),
  };
}
