import { existsSync } from 'node:fs';
import path from 'node:path';

/** Where a program is, on the PATH or among the system's programs; `undefined` when nowhere. */
export function findProgram(name: string): string | undefined {
  const isWindows = process.platform === 'win32';
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  if (!isWindows) folders.push('/usr/sbin', '/sbin');
  const names = isWindows ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders
    .flatMap((folder) => names.map((file) => path.join(folder, file)))
    .find((file) => existsSync(file));
}
