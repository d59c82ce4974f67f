import { readFileSync, watch } from 'node:fs';
import type { Disposable } from '../../../extension/core/base/event.ts';

/** Gives what is appended to a file as it comes, and the rest when disposed. */
export function follow(
  file: string,
  write: (text: Buffer) => void,
): Disposable & { [Symbol.dispose](): void } {
  let position = 0;
  const pump = (): void => {
    const all = readFileSync(file);
    if (all.length > position) write(all.subarray(position));
    position = all.length;
  };
  const watcher = watch(file, pump);
  const dispose = (): void => {
    watcher.close();
    pump();
  };
  return { dispose, [Symbol.dispose]: dispose };
}
