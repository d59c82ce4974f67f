import { t } from '../core/base/l10n.ts';

/** How long ago an ISO 8601 instant was, in one rounded unit; empty when it is no instant. */
export function age(instant: string, now = Date.now()): string {
  const seconds = Math.floor((now - Date.parse(instant)) / 1000);
  if (Number.isNaN(seconds)) return '';
  if (seconds < 60) return t('just now');
  if (seconds < 3600) return t('{0} min ago', Math.floor(seconds / 60));
  if (seconds < 86_400) return t('{0} h ago', Math.floor(seconds / 3600));
  return t('{0} d ago', Math.floor(seconds / 86_400));
}
