import { t } from '../../base/l10n.ts';
import type { Unreadable } from '../reader.ts';

const goneCodes = new Set(['ENOENT', 'ESRCH', 'ENODEV', 'ENOTDIR']);

const gone: Unreadable = {
  isGone: true,
  get reason() {
    return t('It is not there any more.');
  },
};

/** Tells "does not exist" from "may not be read", from the error of a call of node:fs. */
export function unreadable(path: string, error: unknown): Unreadable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return goneCodes.has(code) ? gone : notVisible(path, code);
}

/** Something that exists and may not be read. */
function notVisible(path: string, why: string): Unreadable {
  return { isGone: false, reason: t('{0} may not be read ({1}).', path, why) };
}
