/** When and where something stands on the tape. */
interface Moment {
  /** Milliseconds since the epoch, with fractions; in the order in which the kernel wrote it. */
  readonly at: number;
  /** The thread, as the first PID namespace of that kernel numbers it. */
  readonly tid: number;
  /** Its process: the number of its first thread. */
  readonly pid: number;
  /** `comm`, at most 15 bytes (proc_pid_comm(5)). */
  readonly name: string;
}

/** The system calls that isolate, and those that set up what isolation needs (syscalls(2)). */
export const systemCalls = [
  'unshare',
  'setns',
  'pivot_root',
  'chroot',
  'mount',
  'umount2',
  'fsopen',
  'fsconfig',
  'fspick',
  'fsmount',
  'move_mount',
  'open_tree',
  'mount_setattr',
  'sethostname',
  'capset',
  'prctl',
  'seccomp',
] as const;
export type SystemCall = (typeof systemCalls)[number];

/** One thing that the kernel wrote on the tape. */
export type TapeEvent = Moment &
  (
    | {
        /** A program took the place of what the process ran (execve(2)). */
        readonly kind: 'exec';
        readonly path: string;
        /** argv, where the process still ran when it was looked at (proc_pid_cmdline(5)). */
        readonly args?: readonly string[];
      }
    | { /** A process ended: its last thread did. */ readonly kind: 'exit' }
    | {
        /** A new thread or process, by clone(2), clone3(2), fork(2) or vfork(2). */
        readonly kind: 'clone';
        readonly child: number;
        readonly isThread: boolean;
        /** Names of clone(2) without `CLONE_`: NEWPID, VM … */
        readonly flags: readonly string[];
      }
    | {
        readonly kind: 'call';
        readonly call: SystemCall;
        /** By the names of the manual page; flags as names joined by "|", a text where the kernel shows it. */
        readonly args: Readonly<Record<string, string>>;
        /** What it returned; a negative number is an error (errno(3)). Absent when it has not been seen to return. */
        readonly result?: number;
        /** EPERM, EINVAL … */
        readonly error?: string;
        readonly tookMs?: number;
        /** A filter (seccomp(2)) answered in the place of the kernel, which was not asked: there are no arguments. */
        readonly isFiltered?: true;
      }
    | {
        readonly kind: 'cgroup';
        readonly what: 'mkdir' | 'rmdir' | 'attach';
        /** Below the root of its hierarchy. */
        readonly path: string;
        /** Of the hierarchy: 0 is cgroup v2's unless the kernel says otherwise. */
        readonly hierarchy: number;
        /** Who was moved, for `attach`. */
        readonly moved?: { readonly pid: number; readonly name: string };
      }
    | {
        /** The kernel chose this process to be killed for memory. */ readonly kind: 'oom';
        readonly victim: number;
      }
    | {
        /** So many lines did not fit: what they said is not known. */ readonly kind: 'lost';
        readonly count: number;
      }
  );
