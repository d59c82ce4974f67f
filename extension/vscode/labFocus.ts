import type { Session } from '../core/session/session.ts';

/**
 * What a lab's step puts the focus on, as the Isolation view names it: a process without a place, and `machine`, are
 * those of the machine on which the lab is done.
 */
export function focusInLab(focus: string, { machine }: Pick<Session, 'machine'>): string {
  const isOfMachine = /^(machine$|pid:|process:)/.test(focus);
  if (!isOfMachine || machine.kind === 'host') return focus === 'machine' ? 'host' : focus;
  if (machine.kind === 'guest') {
    return focus === 'machine' ? `guest:${machine.id}` : `guest:${machine.id}/${focus}`;
  }
  // A workbench is a container whose name nobody has chosen; its first process is in its column.
  return focus.startsWith('process:') ? focus : `pid:${machine.firstPid ?? 1}`;
}
