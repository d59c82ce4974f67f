import { t } from '../../../extension/core/base/l10n.ts';
import type { VmStatus } from '../../../extension/core/qemu/facts.ts';
import type { Tone } from '../../shared/page/icon.tsx';

/** How a VM's state is shown: an icon and a word that say the same. */
export const looks: Record<VmStatus, { icon: string; tone: Tone; word: () => string }> = {
  off: { icon: 'circle-large-outline', tone: 'quiet', word: () => t('off') },
  starting: { icon: 'sync', tone: 'info', word: () => t('starting') },
  running: { icon: 'vm-running', tone: 'good', word: () => t('running') },
  paused: { icon: 'debug-pause', tone: 'warning', word: () => t('paused') },
  migrating: { icon: 'arrow-swap', tone: 'info', word: () => t('migrating') },
  panicked: { icon: 'error', tone: 'bad', word: () => t('kernel panic') },
  lost: { icon: 'debug-disconnect', tone: 'bad', word: () => t('ended by itself') },
};
