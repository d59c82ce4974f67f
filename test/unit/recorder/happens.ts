import type { SystemCall, TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';

const moment = (at: number, pid: number, name: string) => ({ at, pid, tid: pid, name });

/** Events as they stand on a tape. */
export const happens = {
  /** A process makes another, which runs this program with these arguments. */
  runs(
    at: number,
    by: number,
    child: number,
    path: string,
    ...args: readonly string[]
  ): readonly TapeEvent[] {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [
      { kind: 'clone', ...moment(at, by, ''), child, isThread: false, flags: ['VFORK'] },
      { kind: 'exec', ...moment(at + 1, child, name), path, args: [path, ...args] },
    ];
  },
  thread(at: number, by: number, child: number): TapeEvent {
    const flags = ['VM', 'THREAD'];
    return { kind: 'clone', ...moment(at, by, 'docker'), child, isThread: true, flags };
  },
  call(at: number, pid: number, call: SystemCall): TapeEvent {
    return { kind: 'call', ...moment(at, pid, ''), call, args: {}, result: 0 };
  },
  /** A process is put into a cgroup. */
  moved(at: number, by: number, pid: number, path: string): TapeEvent {
    const moved = { pid, name: '' };
    return { kind: 'cgroup', ...moment(at, by, ''), what: 'attach', path, hierarchy: 0, moved };
  },
  exit(at: number, pid: number, name: string): TapeEvent {
    return { kind: 'exit', ...moment(at, pid, name) };
  },
};
