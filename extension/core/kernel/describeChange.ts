import { t } from '../base/l10n.ts';
import type { KernelChange, KernelProcess } from './model.ts';

/** Says a change as a sentence for a person. */
export function describeChange(change: KernelChange): string {
  switch (change.kind) {
    case 'process-started':
      return t('Process {0} started.', nameOf(change.process));
    case 'process-ended':
      return t('Process {0} ended.', nameOf(change.process));
    case 'namespace-created':
      return t('A new {0} namespace: {1}.', change.namespace.type, change.namespace.inode);
    case 'namespace-gone':
      return t('The {0} namespace {1} is gone.', change.namespace.type, change.namespace.inode);
    case 'cgroup-created':
      return t('A new cgroup: {0}.', readable(change.path));
    case 'cgroup-removed':
      return t('The cgroup {0} is gone.', readable(change.path));
    case 'process-moved':
      return t('Process {0} moved to the cgroup {1}.', nameOf(change.process), readable(change.to));
    case 'namespace-entered':
      return t(
        'Process {0} entered the {1} namespace {2}.',
        nameOf(change.process),
        change.type,
        change.to,
      );
  }
}

function nameOf({ pid, name }: KernelProcess): string {
  return `${pid} (${readable(name)})`;
}

/** A process names itself as it likes: what would move the cursor or turn the direction of writing is shown as a mark. */
function readable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}
