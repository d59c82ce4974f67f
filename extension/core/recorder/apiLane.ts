import { t } from '../base/l10n.ts';
import type { LaneState } from './recording.ts';

/** Calls are heard. */
export const heard: LaneState = { isSeen: true, notes: [], lost: 0 };

/** There is no engine that is listened to: in a guest, in a workbench, and where there is none at all. */
export function unheard(): LaneState {
  return { isSeen: false, notes: [t('Calls of an engine are not heard here.')], lost: 0 };
}
