import { t } from '../../base/l10n.ts';
import type { NoTape } from './tape.ts';

/** What a kernel that lacks these events does not show, as sentences. A call that it does not have is no blind spot. */
export function describeBlindSpots(absent: ReadonlySet<string>): readonly string[] {
  const spots: string[] = [];
  if (absent.has('syscalls/sys_enter_mount')) {
    spots.push(t('This kernel does not show system calls (CONFIG_FTRACE_SYSCALLS).'));
  } else {
    if (absent.has('texts')) {
      spots.push(
        t('Names and paths that system calls were given are not shown before Linux 6.19.'),
      );
    }
    spots.push(t('System calls of 32-bit programs are not shown.'));
  }
  if (absent.has('sched/sched_process_exec')) {
    spots.push(t('This kernel does not show which programs are run.'));
  }
  if (absent.has('cgroup/cgroup_mkdir')) {
    spots.push(t('This kernel does not show how control groups are made and removed.'));
  }
  if (absent.has('oom/mark_victim')) {
    spots.push(t('This kernel does not show what it kills for memory.'));
  }
  return spots;
}

/** Why the script could not open a tape, from what it said: the stage, then the complaint of a program. */
export function describeRefusal(said: string): NoTape {
  const [, stage, complaint = ''] = /^(\w+) ?([^]*)$/.exec(said) ?? [];
  switch (stage) {
    case 'tracefs':
      return {
        reason: t('The kernel there has no tracefs, or does not let it be seen.'),
        fix: t('What changed is shown all the same. A kernel with CONFIG_FTRACE shows the rest.'),
      };
    case 'mount':
      return {
        reason: t('tracefs may not be mounted: {0}', complaint),
        fix: t('Ask whoever runs the machine for: mount -t tracefs tracefs /sys/kernel/tracing'),
      };
    case 'instance':
      return {
        reason: t('The kernel does not let a tape be made: {0}', complaint),
        fix: t('Only root may, on a machine of its own, and not in lockdown (kernel_lockdown(7)).'),
      };
    default:
      return {
        reason: t('The program that reads the tape ended before it began: {0}', said),
        fix: t('Isolab’s output says more. Close the lab and open it again to try once more.'),
      };
  }
}
