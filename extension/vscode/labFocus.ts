import type { Session } from '../core/session/session.ts';

/**
 * What a lab's step puts the focus on, as Isolation and Meters name it: a process or cgroup without a place, and
 * `machine`, are those of the machine on which the lab is done.
 */
export function focusInLab(focus: string, { machine }: Pick<Session, 'machine'>): string {
  const isOfMachine = /^(machine$|pid:|process:|cgroup:)/.test(focus);
  if (!isOfMachine || machine.kind === 'host') return focus === 'machine' ? 'host' : focus;
  if (machine.kind === 'guest') {
    return focus === 'machine' ? `guest:${machine.id}` : `guest:${machine.id}/${focus}`;
  }
  // A workbench is a container whose name nobody has chosen; its first process is in its column.
  if (focus.startsWith('cgroup:')) return `pid:${machine.firstPid ?? 1}/${focus}`;
  return focus.startsWith('process:') ? focus : `pid:${machine.firstPid ?? 1}`;
}
