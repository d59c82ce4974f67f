import { readFileSync, readlinkSync } from 'node:fs';
import { decodeBytes } from '../bytes.ts';
import { Descriptors } from '../inProcess/descriptors.ts';

/** Says on which kernel and in which PID namespace this process is, in the words of the tape's script. */
export function sayOwnKernel(): string | undefined {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${bootId} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined; // there is no Linux here
  }
}

/** A program that runs: its name to the kernel (proc_pid_comm(5)) and its argv (proc_pid_cmdline(5)). */
export interface Program {
  readonly name: string;
  readonly args: readonly string[];
}

const files = new Descriptors(0);

/** What this process runs here and now; `undefined` when it has ended. */
export function readProgram(pid: number): Program | undefined {
  const title = files.readOnce(`/proc/${pid}/cmdline`, 'once');
  const name = files.readOnce(`/proc/${pid}/comm`, 'single');
  if (typeof title !== 'string' || typeof name !== 'string' || title === '') return undefined;
  const args = title.replace(/\0$/, '').split('\0').map(decodeBytes);
  return { name: decodeBytes(name.slice(0, -1)), args };
}
