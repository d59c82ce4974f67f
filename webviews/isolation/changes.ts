import { t } from '../../extension/core/base/l10n.ts';
import type { KernelChange, KernelProcess } from '../../extension/core/kernel/model.ts';
import type { Picture } from './picture.ts';
import type { IsolationState } from './protocol.ts';

type Change = IsolationState['changes'][number];

/** Says kernel changes as sentences; host processes that come and go are left out unless they are listed. */
export function describeChanges(
  changes: readonly KernelChange[],
  before: Picture,
  after: Picture,
  areHostsIncluded: boolean,
  at: number,
): readonly Change[] {
  const titles = new Map([...before.columns, ...after.columns].map(({ id, title }) => [id, title]));
  const ownerOf = (pid: number): string =>
    after.ownerOf.get(pid) ?? before.ownerOf.get(pid) ?? 'host';
  const where = (pid: number): string => titles.get(ownerOf(pid)) ?? t('Host');
  return changes.flatMap((change): readonly Change[] => {
    const say = (text: string, focus: string) => [{ at, kind: change.kind, text, focus }];
    switch (change.kind) {
      case 'process-started':
      case 'process-ended': {
        const { process } = change;
        if (ownerOf(process.pid) === 'host' && !areHostsIncluded) return [];
        return change.kind === 'process-started'
          ? say(t('{0} started in {1}', named(process), where(process.pid)), `pid:${process.pid}`)
          : say(
              t('{0} ended in {1}', named(process), where(process.pid)),
              `container:${ownerOf(process.pid)}`,
            );
      }
      case 'process-moved':
        return say(
          t('{0} moved from cgroup {1} to {2}', named(change.process), change.from, change.to),
          `pid:${change.process.pid}`,
        );
      case 'namespace-entered':
        return say(
          t('{0} entered the {1} namespace {2}', named(change.process), change.type, change.to),
          `pid:${change.process.pid}`,
        );
      case 'namespace-created':
      case 'namespace-gone': {
        const { type, inode, firstPid } = change.namespace;
        return change.kind === 'namespace-created'
          ? say(
              t('New {0} namespace {1} in {2}', type, inode, where(firstPid)),
              `container:${ownerOf(firstPid)}`,
            )
          : say(
              t('The {0} namespace {1} of {2} is gone', type, inode, where(firstPid)),
              `container:${ownerOf(firstPid)}`,
            );
      }
      case 'cgroup-created':
        return say(t('New cgroup {0}', change.path), `cgroup:${change.path}`);
      case 'cgroup-removed':
        return say(t('The cgroup {0} is gone', change.path), `cgroup:${change.path}`);
    }
  });
}

const named = ({ name, pid }: KernelProcess): string => `${name} (PID ${pid})`;
