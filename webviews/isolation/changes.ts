import { t } from '../../extension/core/base/l10n.ts';
import type { KernelChange, KernelProcess } from '../../extension/core/kernel/model.ts';
import type { Picture } from './picture.ts';
import type { IsolationState, KernelId } from './protocol.ts';
import { placeOf, processTarget } from './target.ts';

type Change = IsolationState['changes'][number];

/** Says changes of one kernel as sentences; processes of no column that come and go are left out unless all are listed. */
export function describeChanges(
  changes: readonly KernelChange[],
  before: Picture,
  after: Picture,
  kernel: KernelId,
  areAllIncluded: boolean,
  at: number,
): readonly Change[] {
  const titles = new Map([...before.columns, ...after.columns].map(({ id, title }) => [id, title]));
  const ownerOf = (pid: number): string =>
    after.ownerOf.get(pid) ?? before.ownerOf.get(pid) ?? kernel;
  const where = (pid: number): string => titles.get(ownerOf(pid)) ?? t('Host');
  const column = (pid: number): string =>
    kernel === 'host' && !ownerOf(pid).startsWith('pid:')
      ? `container:${ownerOf(pid)}`
      : ownerOf(pid);
  return changes.flatMap((change): readonly Change[] => {
    const say = (text: string, focus: string) => [{ at, kind: change.kind, text, focus }];
    switch (change.kind) {
      case 'process-started':
      case 'process-ended': {
        const { process } = change;
        const isOwned = after.ownerOf.has(process.pid) || before.ownerOf.has(process.pid);
        if (!isOwned && !areAllIncluded) return [];
        return change.kind === 'process-started'
          ? say(
              t('{0} started in {1}', named(process), where(process.pid)),
              processTarget(kernel, process.pid),
            )
          : say(t('{0} ended in {1}', named(process), where(process.pid)), column(process.pid));
      }
      case 'process-moved':
        return say(
          t('{0} moved from cgroup {1} to {2}', named(change.process), change.from, change.to),
          processTarget(kernel, change.process.pid),
        );
      case 'namespace-entered':
        return say(
          t('{0} entered the {1} namespace {2}', named(change.process), change.type, change.to),
          processTarget(kernel, change.process.pid),
        );
      case 'namespace-created':
      case 'namespace-gone': {
        const { type, inode, firstPid } = change.namespace;
        return change.kind === 'namespace-created'
          ? say(t('New {0} namespace {1} in {2}', type, inode, where(firstPid)), column(firstPid))
          : say(
              t('The {0} namespace {1} of {2} is gone', type, inode, where(firstPid)),
              column(firstPid),
            );
      }
      case 'cgroup-created':
        return say(t('New cgroup {0}', change.path), `${placeOf(kernel)}cgroup:${change.path}`);
      case 'cgroup-removed':
        return say(
          t('The cgroup {0} is gone', change.path),
          `${placeOf(kernel)}cgroup:${change.path}`,
        );
    }
  });
}

const named = ({ name, pid }: KernelProcess): string => `${name} (PID ${pid})`;
