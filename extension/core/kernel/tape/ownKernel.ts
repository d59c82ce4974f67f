import { readFileSync, readlinkSync } from 'node:fs';
import { decodeBytes } from '../bytes.ts';

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

/** What this process runs here and now. */
export function readProgram(pid: number): Program | undefined {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    const name = decodeBytes(readFileSync(`/proc/${pid}/comm`, 'latin1').slice(0, -1));
    if (title === '') return undefined;
    return { name, args: title.replace(/\0$/, '').split('\0').map(decodeBytes) };
  } catch {
    return undefined; // it has ended
  }
}
