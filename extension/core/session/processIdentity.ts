import { readFile } from 'node:fs/promises';
import { run } from '../base/run.ts';
import { timeLimit } from '../base/timeLimit.ts';

/** A process and the moment of its start: together they name it for ever, a PID alone is used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Only for comparison with another of this machine; empty where the system does not tell. */
  readonly startedAt: string;
}

/** The identity of a process that runs now. */
export async function describeProcess(pid: number): Promise<ProcessIdentity> {
  return { pid, startedAt: (await readStart(pid)) ?? '' };
}

/** True while that very process runs. */
export async function isAlive({ pid, startedAt }: ProcessIdentity): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs and belongs to somebody else (kill(2)).
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return startedAt === '' || (await readStart(pid)) === startedAt;
}

async function readStart(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return readLinuxStart(pid);
  if (process.platform === 'win32') return '';
  const result = await run(
    { program: 'ps', args: ['-o', 'lstart=', '-p', String(pid)] },
    timeLimit(5_000),
  );
  return result.exitCode === 0 ? result.stdout.trim() : undefined;
}

/** Boot and field 22, starttime, of proc_pid_stat(5); fields are counted after the last ')' of the name. */
async function readLinuxStart(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie holds nothing any more.
    return state === 'Z' || state === 'X' ? undefined : `${boot.trim()} ${rest[18]}`;
  } catch {
    return undefined;
  }
}
