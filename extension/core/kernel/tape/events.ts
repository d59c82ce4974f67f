import { systemCalls } from './tapeEvent.ts';

/** `umount` is umount2(2) to the kernel (fs/namespace.c). */
const calls = systemCalls.map((call) => (call === 'umount2' ? 'umount' : call));

/**
 * The events of a tape, as folders below `events` (Documentation/trace/events.rst). That a call returns is asked for
 * after that it begins: else one under way would seem never to have begun.
 */
export const tapeEvents: readonly string[] = [
  'task/task_newtask',
  'task/task_rename',
  'sched/sched_process_exec',
  'sched/sched_process_exit',
  'cgroup/cgroup_mkdir',
  'cgroup/cgroup_rmdir',
  'cgroup/cgroup_attach_task',
  'oom/mark_victim',
  ...calls.map((call) => `syscalls/sys_enter_${call}`),
  ...calls.map((call) => `syscalls/sys_exit_${call}`),
];
