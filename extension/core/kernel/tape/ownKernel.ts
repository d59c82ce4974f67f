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

/** argv of this process here, unless it is called otherwise by now: then it runs something else. */
export function readArgs(pid: number, name: string): readonly string[] | undefined {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    const current = readFileSync(`/proc/${pid}/comm`, 'latin1').slice(0, -1);
    if (title === '' || decodeBytes(current) !== name) return undefined;
    return title.replace(/\0$/, '').split('\0').map(decodeBytes);
  } catch {
    return undefined; // it has ended
  }
}
