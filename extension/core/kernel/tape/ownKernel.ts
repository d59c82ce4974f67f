import { readFileSync, readlinkSync } from 'node:fs';

/** Says on which kernel and in which PID namespace this process is, in the words of the tape's script. */
export function sayOwnKernel(): string | undefined {
  try {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${bootId} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined; // there is no Linux here
  }
}
