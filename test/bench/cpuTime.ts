import { readFileSync } from 'node:fs';
import { execa } from 'execa';

/** CPU milliseconds, user and system, that this process used while it did this. */
export async function ownCpuMs(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** CPU milliseconds that a program and what it started used. */
export async function programCpuMs(program: string, ...args: readonly string[]): Promise<number> {
  const script = '"$@" >/dev/null; times';
  const { stdout } = await execa('bash', ['-c', script, 'bash', program, ...args]);
  const children = stdout.trim().split('\n').at(-1) ?? ''; // times: own, then children
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return seconds.reduce((sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000, 0);
}

/** CPU milliseconds that another process has used so far, in steps of 10 (proc_pid_stat(5), fields 14 and 15). */
export function processCpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
