import { t } from '../../base/l10n.ts';
import type { KernelEntry } from '../recording.ts';
import { callWords } from './calls.ts';
import { manualPage, type Explanation } from './explanation.ts';

/** What the kernel was asked to do, with its flags in words, what came of it, and the manual page. */
export function explainKernel(entry: KernelEntry): Explanation {
  const words = Object.hasOwn(callWords, entry.call) ? callWords[entry.call] : undefined;
  const says = words?.says(entry) ?? t('The system call {0}.', entry.call);
  // Where the kernel did not show a text, nothing stands after the colon.
  const sentence = [says.replace(/: *$/, '.'), outcomeOf(entry), foldedOf(entry)]
    .filter(Boolean)
    .join(' ');
  return { sentence, manual: manualPage(words?.page ?? `${entry.call}(2)`) };
}

function outcomeOf({ error, isFiltered, call }: KernelEntry): string | undefined {
  if (isFiltered === true) {
    return t(
      'A seccomp filter refused it with {0}: the kernel itself was never asked.',
      error ?? '',
    );
  }
  if (error === undefined) return undefined;
  if (call === 'seccomp' && error === 'EFAULT') {
    return t(
      'It failed with EFAULT, as it was meant to: so a program finds out which flags this kernel knows.',
    );
  }
  const meaning = Object.hasOwn(errorWords, error) ? errorWords[error]?.() : undefined;
  return meaning === undefined
    ? t('It failed with {0}.', error)
    : t('It failed with {0}: {1}.', error, meaning);
}

/** The errors of these calls that a learner meets (errno(3)). */
const errorWords: Readonly<Record<string, () => string>> = {
  EPERM: () => t('not permitted, a privilege is missing'),
  EACCES: () => t('access denied'),
  EINVAL: () => t('the kernel does not accept these arguments'),
  ENOENT: () => t('there is no such file'),
  ENOTDIR: () => t('that is not a folder'),
  EBUSY: () => t('it is in use'),
  ENOSYS: () => t('this kernel does not have the call'),
  ENOSPC: () => t('a limit on their number is reached'),
};

function foldedOf({ folded }: KernelEntry): string | undefined {
  return folded === undefined ? undefined : t('{0} times, one after the other.', folded);
}
