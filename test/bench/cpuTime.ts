import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
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

/**
 * CPU milliseconds that the processes in the PID namespace of this one have used so far: an engine, its containerd
 * and the shims (sched-stats.rst: the first number of a thread's schedstat is nanoseconds on a CPU).
 */
export function namespaceCpuMs(pid: number): number {
  const namespace = readlinkSync(`/proc/${pid}/ns/pid`);
  let nanos = 0;
  for (const other of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readlinkSync(`/proc/${other}/ns/pid`) !== namespace) continue;
      for (const thread of readdirSync(`/proc/${other}/task`)) {
        const text = readFileSync(`/proc/${other}/task/${thread}/schedstat`, 'latin1');
        nanos += Number(text.split(' ')[0]);
      }
    } catch {
      continue; // it ended, or is not for us to see
    }
  }
  return nanos / 1e6;
}
