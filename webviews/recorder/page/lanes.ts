import { t } from '../../../extension/core/base/l10n.ts';
import type { Lane } from '../../../extension/core/recorder/recording.ts';

/** The lanes from the client down to the kernel, and what it left behind: the order in which they stand. */
export const lanes: readonly Lane[] = ['api', 'programs', 'kernel', 'changes'];

/** How a lane is named and marked. */
export const looks: Record<Lane, { readonly icon: string; readonly title: () => string }> = {
  api: { icon: 'arrow-swap', title: () => t('API') },
  programs: { icon: 'terminal', title: () => t('Programs') },
  kernel: { icon: 'server-process', title: () => t('Kernel') },
  changes: { icon: 'diff', title: () => t('Changed') },
};
