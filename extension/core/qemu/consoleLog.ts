import type { Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { cleanUpLimitMs } from './ending.ts';
import type { PlaceFiles } from './place.ts';

/** How much of it is kept at least. */
const keptBytes = 1024 * 1024;
const maxBytes = 16 * keptBytes;
const periodMs = 5_000;

/** What the guest's serial line has written. */
export function consoleLog(folder: string): string {
  return `${folder}/console.log`;
}

/** The end of it. */
export function readConsoleLog(files: PlaceFiles, folder: string): Promise<string> {
  return files.readEnd(consoleLog(folder), keptBytes, timeLimit(cleanUpLimitMs));
}

/** Looks from time to time whether the log is too long, as QEMU itself writes it without end. */
export function watchConsoleLog(files: PlaceFiles, folder: string, log: Log): Disposable {
  const timer = setInterval(() => {
    shortenConsoleLog(files, folder).catch((error: unknown) => {
      log.warn(`${consoleLog(folder)} cannot be cut: ${String(error)}`);
    });
  }, periodMs);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Keeps the log of a guest that floods its console from filling the disk. */
export async function shortenConsoleLog(files: PlaceFiles, folder: string): Promise<void> {
  const file = consoleLog(folder);
  const signal = timeLimit(cleanUpLimitMs);
  if ((await files.sizeOf(file, signal)) > maxBytes) await files.keepEnd(file, keptBytes, signal);
}
