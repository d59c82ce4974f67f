import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import type { Tone } from '../../shared/page/icon.tsx';

/** How the state of a task is shown: an icon, its colour, and the word that says the same. */
export const looks: Record<TaskState['status'], { icon: string; tone: Tone; word: () => string }> =
  {
    passed: { icon: 'pass-filled', tone: 'good', word: () => t('Done') },
    open: { icon: 'circle-large', tone: 'quiet', word: () => t('To do') },
    blocked: { icon: 'lock', tone: 'quiet', word: () => t('Later: an earlier task comes first') },
    unable: { icon: 'question', tone: 'warning', word: () => t('Could not look') },
  };
