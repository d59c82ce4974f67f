import { t } from './l10n.ts';

/** How long after a beginning: to a tenth of a millisecond, or to a millisecond where it took seconds. */
export function timeOffset(ms: number): string {
  return ms < 1000 ? t('{0} ms', ms.toFixed(1)) : t('{0} s', (ms / 1000).toFixed(3));
}
