import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { unlessAborted } from '../core/base/unlessAborted.ts';

/** What was waited for in a program's words, absent when it did not come, and the last lines until then. */
export interface Heard<T> {
  readonly found: T | undefined;
  readonly last: readonly string[];
}

const keptLines = 8;

/**
 * Waits for a line of a program's words that has what is looked for, until they end or `signal` aborts; never rejects.
 * They are read on to their end: a program stops at the first line that nobody takes, and whoever asks it something waits.
 */
export async function hear<T>(
  words: Readable,
  find: (line: string) => T | undefined,
  signal: AbortSignal,
): Promise<Heard<T>> {
  const last: string[] = [];
  const heard = new Promise<Heard<T>>((resolve) => {
    createInterface({ input: words })
      .on('line', (line) => {
        last.push(line);
        last.splice(0, last.length - keptLines);
        const found = find(line);
        if (found !== undefined) resolve({ found, last: [...last] });
      })
      .on('close', () => resolve({ found: undefined, last }));
  });
  return unlessAborted(heard, signal).catch(() => ({ found: undefined, last }));
}
