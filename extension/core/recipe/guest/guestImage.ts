import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { GuestVariant } from './guestRecipe.ts';

/** What a virtual machine is booted from: files of the cache, named by what they were made of, that nobody changes. */
export interface GuestImage {
  readonly variant: GuestVariant;
  /** The processor, as `uname -m` names it: x86_64, aarch64. */
  readonly arch: string;
  /** Of the recipe. */
  readonly hash: string;
  readonly folder: string;
  readonly kernel: string;
  readonly initramfs: string;
  /** A qcow2 to be used as backing file only. */
  readonly disk: string;
}

/** Which guest: these three are its folder's name. */
export type GuestName = Pick<GuestImage, 'variant' | 'arch' | 'hash'>;

/** The files of a guest, in its folder. */
export const guestFiles = {
  kernel: 'vmlinuz',
  initramfs: 'initramfs',
  disk: 'disk.qcow2',
} as const;

/** The name of a guest's folder. */
export function folderName({ variant, arch, hash }: GuestName): string {
  return `${variant}-${arch}-${hash}`;
}

/** The guest of this name in the cache; `undefined` when it has not been made there. */
export async function findGuest(
  cacheFolder: string,
  name: GuestName,
): Promise<GuestImage | undefined> {
  const folder = join(guestsFolder(cacheFolder), folderName(name));
  try {
    schema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
  } catch {
    return undefined;
  }
  return image(folder, name);
}

/**
 * Puts a guest into the cache whose files `make` writes into a new folder. It appears when it is complete; where
 * another process was quicker, that one's is given.
 */
export async function addGuest(
  cacheFolder: string,
  name: GuestName,
  make: (folder: string) => Promise<void>,
): Promise<GuestImage> {
  const parent = guestsFolder(cacheFolder);
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent);
  const unfinished = join(parent, `${unfinishedPrefix}${crypto.randomUUID()}`);
  await mkdir(unfinished);
  try {
    await make(unfinished);
    await writeFile(join(unfinished, manifestName), JSON.stringify({ format: 1, ...name }));
    for (const file of Object.values(guestFiles)) await chmod(join(unfinished, file), 0o444);
    const folder = join(parent, folderName(name));
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if ((await findGuest(cacheFolder, name)) === undefined) throw error;
    });
    return image(folder, name);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What the files of a guest take on the disk. */
export async function guestBytes({ kernel, initramfs, disk }: GuestImage): Promise<number> {
  const files = await Promise.all([kernel, initramfs, disk].map((file) => stat(file)));
  return files.reduce((sum, { size }) => sum + size, 0);
}

function image(folder: string, { variant, arch, hash }: GuestName): GuestImage {
  return {
    variant,
    arch,
    hash,
    folder,
    kernel: join(folder, guestFiles.kernel),
    initramfs: join(folder, guestFiles.initramfs),
    disk: join(folder, guestFiles.disk),
  };
}

function guestsFolder(cacheFolder: string): string {
  return join(cacheFolder, 'guests');
}

const manifestName = 'guest.json';
const unfinishedPrefix = '.unfinished-';

/** Nobody works a day on one guest: what is older was left by a process that was killed. */
const leftoverAgeMs = 24 * 60 * 60 * 1000;

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(unfinishedPrefix)) continue;
    const folder = join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > leftoverAgeMs) await rm(folder, { recursive: true, force: true });
  }
}

const schema = z.object({ format: z.literal(1) });
