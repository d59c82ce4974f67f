import { decodeBytes, type Bytes } from './bytes.ts';

/**
 * Splits /proc/PID/cmdline into arguments. Empty ones at the end are left out: they cannot be told from
 * the padding of a program that rewrote its title.
 */
export function parseCommandLine(text: Bytes): readonly string[] {
  if (text === '') return [];
  return text.replace(/\0+$/, '').split('\0').map(decodeBytes);
}
