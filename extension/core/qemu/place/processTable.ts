import { readdir, readFile } from 'node:fs/promises';
import { run } from '../../base/run.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import type { ProcessIdentity } from '../place.ts';

/** The process that has this PID now; undefined when there is none, or only its exit status is left. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === 'linux' ? await readStart(pid) : await askStart(pid);
  return started === undefined ? undefined : { pid, started };
}

/** The PID of the process of QEMU with this word in its command line. */
export async function findPid(word: string): Promise<number | undefined> {
  const lines = process.platform === 'linux' ? await readCommandLines() : await askCommandLines();
  return lines.find(({ text }) => text.includes(word) && /^\S*qemu/.test(text))?.pid;
}

interface CommandLine {
  readonly pid: number;
  readonly text: string;
}

/** Boot and field 22, starttime, of proc_pid_stat(5); fields are counted after the last ')' of the name. */
async function readStart(pid: number): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : `${boot.trim()} ${rest[18]}`;
  } catch {
    return undefined;
  }
}

async function readCommandLines(): Promise<readonly CommandLine[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(
    pids.map(async (pid) => ({
      pid: Number(pid),
      text: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''), // it has ended meanwhile
    })),
  );
}

async function askStart(pid: number): Promise<string | undefined> {
  const { exitCode, stdout } = await ps('-o', 'lstart=', '-p', String(pid));
  return exitCode === 0 ? stdout.trim() : undefined;
}

async function askCommandLines(): Promise<readonly CommandLine[]> {
  const { stdout } = await ps('-axww', '-o', 'pid=,command=');
  return stdout.split('\n').map((line) => {
    const [, pid = '', text = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), text };
  });
}

function ps(...args: readonly string[]) {
  return run({ program: 'ps', args }, timeLimit(5_000));
}
