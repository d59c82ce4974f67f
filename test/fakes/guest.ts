import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addGuest,
  guestFiles,
  type GuestImage,
  type GuestName,
} from '../../extension/core/recipe/guest/guestImage.ts';
import { ownArch } from '../../extension/core/recipe/guest/guestRecipe.ts';

/** The name of a guest for this machine. */
export const baseGuest: GuestName = { variant: 'base', arch: ownArch(), hash: '0123456789abcdef' };

/** Puts a guest into a cache that is no guest but has the files of one. */
export async function addFakeGuest(
  cacheFolder: string,
  name: GuestName = baseGuest,
  disk = emptyDisk(),
): Promise<GuestImage> {
  return addGuest(cacheFolder, name, async (folder) => {
    await writeFile(join(folder, guestFiles.kernel), 'kernel');
    await writeFile(join(folder, guestFiles.initramfs), 'initramfs');
    await writeFile(join(folder, guestFiles.disk), disk);
  });
}

/** The header of a qcow2 (docs/interop/qcow2.txt), with what follows it left out. */
export function emptyDisk(backingFileOffset = 0n, incompatibleFeatures = 0n): Buffer {
  const header = Buffer.alloc(512);
  header.writeUInt32BE(0x514649fb, 0);
  header.writeUInt32BE(3, 4);
  header.writeBigUInt64BE(backingFileOffset, 8);
  header.writeBigUInt64BE(incompatibleFeatures, 72);
  return header;
}
