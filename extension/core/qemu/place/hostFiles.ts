import { constants } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  truncate,
  writeFile,
} from 'node:fs/promises';
import type { PlaceFiles } from '../place.ts';

/** Files of this machine. */
export const hostFiles = {
  list: async (folder: string) => (await ifThere(readdir(folder))) ?? [],
  readText: (file: string) => ifThere(readFile(file, 'utf8')),
  async readEnd(file: string, bytes: number) {
    const opened = await ifThere(open(file));
    if (opened === undefined) return '';
    try {
      const { size } = await opened.stat();
      const buffer = Buffer.alloc(Math.min(bytes, size));
      const { bytesRead } = await opened.read({ buffer, position: size - buffer.length });
      return buffer.subarray(0, bytesRead).toString();
    } finally {
      await opened.close();
    }
  },
  async keepEnd(file: string, bytes: number) {
    const end = await hostFiles.readEnd(file, bytes);
    await ifThere(truncate(file));
    await appendFile(file, end, { mode: 0o600 });
  },
  async sizeOf(file: string) {
    return (await ifThere(stat(file)))?.size ?? 0;
  },
  async writeText(file: string, text: string) {
    const whole = `${file}.new`;
    try {
      await writeFile(whole, text, { mode: 0o600, flush: true });
      await rename(whole, file);
    } catch (error) {
      await rm(whole, { force: true });
      throw error;
    }
  },
  async makeFolder(path: string) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  // Where the file system can, the copy shares what is the same.
  copy: (from: string, to: string) => copyFile(from, to, constants.COPYFILE_FICLONE),
  async rename(from: string, to: string) {
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      if (isCode(error, 'ENOTEMPTY') || isCode(error, 'EEXIST')) return false;
      throw error;
    }
  },
  async freeBytes(folder: string) {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
  remove: (path: string) => rm(path, { recursive: true, force: true }),
} satisfies PlaceFiles;

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
