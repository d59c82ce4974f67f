import type { QemuPlace } from './place.ts';

/** What a process of a place takes of its memory: VmRSS (proc_pid_status(5)), or what ps(1) says where there is no /proc. */
export async function readResidentBytes(
  place: QemuPlace,
  pid: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  const status = { program: 'cat', args: [`/proc/${pid}/status`] };
  const { stdout } = await place.run(status, signal);
  const found = /^VmRSS:\s+(\d+) kB/mu.exec(stdout)?.[1] ?? (await askPs(place, pid, signal));
  return found === undefined ? undefined : Number(found) * 1024;
}

async function askPs(
  place: QemuPlace,
  pid: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = { program: 'ps', args: ['-o', 'rss=', '-p', String(pid)] };
  return /\d+/u.exec((await place.run(command, signal)).stdout)?.[0];
}
