import { decodeBytes, type Bytes } from './bytes.ts';

/** What is kept of /proc/PID/stat (proc_pid_stat(5)). */
export interface ProcStat {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly parentPid: number;
  readonly threads: number;
  readonly startTicks: number;
  /** PF_KTHREAD of the flags, field 9 (linux/sched.h): it has no memory and stays in the first namespaces. */
  readonly isKernelThread: boolean;
  /** Changes with every execve(2): the name and the randomised start of the stack (fields 2 and 28). */
  readonly execMark: string;
}

/** Parses /proc/PID/stat; `undefined` when it is not such a line. The name may hold spaces, `)` and newlines. */
export function parseProcStat(text: Bytes): ProcStat | undefined {
  const open = text.indexOf(' (');
  const close = text.lastIndexOf(') ');
  if (open < 1 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ', 26); // fields[0] is field 3
  const [state, parentPid] = fields;
  const stat = {
    pid: Number(text.slice(0, open)),
    parentPid: Number(parentPid),
    threads: Number(fields[17]),
    startTicks: Number(fields[19]),
  };
  if (state?.length !== 1 || !Object.values(stat).every(Number.isSafeInteger)) return undefined;
  const name = text.slice(open + 2, close);
  const isKernelThread = (Number(fields[6]) & 0x0020_0000) !== 0;
  return {
    ...stat,
    state,
    isKernelThread,
    name: decodeBytes(name),
    execMark: `${fields[25] ?? ''} ${name}`,
  };
}
