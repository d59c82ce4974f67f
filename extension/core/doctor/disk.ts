import { t } from '../base/l10n.ts';
import { inGibibytes } from './gibibytes.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

const gibibyte = 2 ** 30;
// The labs' images take 300 MB, their building twice that.
const enoughBytes = 2 * gibibyte;
const leastBytes = gibibyte / 4;

/** Whether there is room for progress and images. */
export function diskFinding({ disk }: Circumstances): Finding {
  const { freeBytes, folder } = disk;
  const common = {
    id: 'disk',
    title: t('Disk'),
    found: t('{0} free for {1}', inGibibytes(freeBytes), folder),
  };
  if (freeBytes >= enoughBytes) return { ...common, status: 'ok', consequence: '' };
  return {
    ...common,
    status: freeBytes < leastBytes ? 'missing' : 'degraded',
    consequence: t('Images may not fit, and progress may not be saved.'),
    fix: fix(t('Free some space. This shows what Docker uses:'), 'docker system df'),
  };
}
