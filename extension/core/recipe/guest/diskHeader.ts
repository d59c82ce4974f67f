import { open } from 'node:fs/promises';

/**
 * Whether a file is a qcow2 that QEMU reads without opening any other: neither a backing file nor a data file of its
 * own, through which a disk from elsewhere would show a guest files of this machine. docs/interop/qcow2.txt of QEMU.
 */
export async function isSelfContained(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer: header, bytesRead } = await file.read(Buffer.alloc(104), 0, 104, 0);
  if (bytesRead < 104 || header.readUInt32BE(0) !== magic) return false;
  const version = header.readUInt32BE(4);
  const backingFileOffset = header.readBigUInt64BE(8);
  const incompatibleFeatures = header.readBigUInt64BE(72);
  return version === 3 && backingFileOffset === 0n && !(incompatibleFeatures & externalDataFile);
}

/** "QFI\xfb" */
const magic = 0x514649fb;
const externalDataFile = 1n << 2n;
