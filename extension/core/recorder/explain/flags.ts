import { t } from '../../base/l10n.ts';

/** What flags mean, by their names without prefix; a flag that is not listed says enough by its name. */
export type FlagWords = Readonly<Record<string, () => string>>;

/** CLONE_NEW* of clone(2), unshare(2) and setns(2) (namespaces(7)). */
export const namespaceWords: FlagWords = {
  NEWNS: () => t('mounts (NEWNS)'),
  NEWPID: () => t('process numbers (NEWPID)'),
  NEWNET: () => t('network (NEWNET)'),
  NEWIPC: () => t('shared memory and queues (NEWIPC)'),
  NEWUTS: () => t('host name (NEWUTS)'),
  NEWUSER: () => t('users and privileges (NEWUSER)'),
  NEWCGROUP: () => t('view of cgroups (NEWCGROUP)'),
  NEWTIME: () => t('clocks since boot (NEWTIME)'),
};

/** MS_* of mount(2), and MOUNT_ATTR_* of mount_setattr(2). */
export const mountWords: FlagWords = {
  RDONLY: () => t('read only (RDONLY)'),
  NOSUID: () => t('set-user-ID bits do not count (NOSUID)'),
  NODEV: () => t('device files do not work (NODEV)'),
  NOEXEC: () => t('programs cannot be run (NOEXEC)'),
  REC: () => t('with all that is mounted below (REC)'),
  NOSYMFOLLOW: () => t('links are not followed (NOSYMFOLLOW)'),
};

/** The names of those that are set, in words. */
export function sayFlags(flags: readonly string[], words: FlagWords): string {
  return flags
    .filter((flag) => Object.hasOwn(words, flag))
    .map((flag) => words[flag]?.())
    .join(', ');
}
