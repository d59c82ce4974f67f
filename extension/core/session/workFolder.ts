import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, copyFile, cp, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BoundLab } from '../lab/lab.ts';

/** The learner's working folder and the copies of it that resetting needs. */
export class WorkFolder {
  /** Where the learner works. */
  readonly path: string;
  readonly #sessionFolder: string;
  readonly #lab: Pick<BoundLab, 'folder' | 'files'>;

  constructor(sessionFolder: string, lab: Pick<BoundLab, 'folder' | 'files'>) {
    this.path = join(sessionFolder, 'work');
    this.#sessionFolder = sessionFolder;
    this.#lab = lab;
  }

  /** Makes the folder with the lab's files, unless it is there. */
  async prepare(): Promise<void> {
    if (await exists(this.path)) return;
    await this.restoreFiles();
  }

  /** Brings the folder back to the lab's files. */
  async restoreFiles(): Promise<void> {
    await this.#empty();
    for (const { path, isFolder } of this.#lab.files) {
      const target = join(this.path, path);
      if (isFolder) await mkdir(target, { recursive: true });
      else await copyFile(join(this.#lab.folder, 'files', path), target, constants.COPYFILE_EXCL);
    }
  }

  /** Keeps the folder as it is now, for a reset of this step; a copy that is there stays. */
  async keep(step: string): Promise<void> {
    const copy = this.#copyOf(step);
    if (!(await exists(copy))) await copyWhole(this.path, copy);
  }

  /** Brings the folder back to what it was when this step was opened. */
  async restore(step: string): Promise<void> {
    const copy = this.#copyOf(step);
    if (!(await exists(copy))) return;
    await removeAllBut(copy, this.path);
    await cp(copy, this.path, copyOptions);
  }

  /** Forgets what was kept for these steps. */
  async forget(steps: readonly string[]): Promise<void> {
    for (const step of steps) await rm(this.#copyOf(step), { recursive: true, force: true });
  }

  #copyOf(step: string): string {
    return join(this.#sessionFolder, 'steps', step);
  }

  /** Empties the folder in place: shells that stand in it go on standing in it. */
  async #empty(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    for (const name of await readdir(this.path)) {
      await rm(join(this.path, name), { recursive: true, force: true });
    }
  }
}

/** Leaves of a folder only the folders that the other has, too: a container in which one is mounted goes on seeing it. */
async function removeAllBut(other: string, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const [path, twin] = [join(folder, entry.name), join(other, entry.name)];
    const kept = entry.isDirectory() ? await lstat(twin).catch(() => undefined) : undefined;
    if (kept?.isDirectory() === true) {
      await removeAllBut(twin, path);
      await chmod(path, kept.mode & 0o7777);
    } else {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/** Takes a session's folder away at once, so that another can begin in its place, and deletes it. */
export async function removeFolder(folder: string): Promise<void> {
  const doomed = join(dirname(folder), `${removedPrefix}${randomUUID()}`);
  await rename(folder, doomed);
  await rm(doomed, { recursive: true, force: true });
}

/** How folders are called that are being deleted; one that is left over after a crash is deleted later. */
export const removedPrefix = '.removed-';

const copyOptions = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };

/** Copies so that after a crash the copy is either whole or not there. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  await cp(from, partial, copyOptions);
  await rename(partial, to);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
