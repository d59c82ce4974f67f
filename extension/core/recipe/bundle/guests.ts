import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, type Pack } from 'tar-stream';
import { bundleUnusable } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { isSelfContained } from '../guest/diskHeader.ts';
import {
  addGuest,
  folderName,
  guestFiles,
  type GuestImage,
  type GuestName,
} from '../guest/guestImage.ts';
import type { BundleManifest } from './manifest.ts';

/** Where a file of a guest is in a bundle. */
export function guestEntry(name: GuestName, file: string): string {
  return `guests/${folderName(name)}/${file}`;
}

/** Writes a guest's files into a bundle and gives their digests. */
export async function packGuest(
  guest: GuestImage,
  bundle: Pack,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const file of Object.values(guestFiles)) {
    const path = join(guest.folder, file);
    const name = guestEntry(guest, file);
    const hash = createHash('sha256');
    const entry = bundle.entry({ name, size: (await stat(path)).size });
    for await (const chunk of hashing(createReadStream(path, { signal }), hash)) {
      if (!entry.write(chunk)) await once(entry, 'drain', { signal });
    }
    entry.end(undefined);
    digests[name] = hash.digest('hex');
  }
  return digests;
}

/** Puts a guest of a bundle, which has been checked, into the cache. */
export async function takeGuest(
  path: string,
  name: GuestName,
  { digests }: BundleManifest,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<void> {
  await addGuest(cacheFolder, name, async (folder) => {
    const wanted = new Map(
      Object.values(guestFiles).map((file) => [guestEntry(name, file), join(folder, file)]),
    );
    const entries = extract();
    const reading = pipeline(createReadStream(path), entries, { signal });
    reading.catch(() => {}); // awaited below
    for await (const entry of entries) {
      const { name: entryName } = entry.header;
      const target = wanted.get(entryName);
      if (target === undefined) {
        entry.resume();
        continue;
      }
      const hash = createHash('sha256');
      await pipeline(hashing(entry as AsyncIterable<Buffer>, hash), createWriteStream(target), {
        signal,
      });
      if (hash.digest('hex') !== digests[entryName]) {
        throw bundleUnusable(path, t('{0} is damaged', entryName));
      }
    }
    await reading;
    if (!(await isSelfContained(join(folder, guestFiles.disk)))) {
      throw bundleUnusable(path, t('the disk of {0} is not a whole qcow2', folderName(name)));
    }
  });
}

async function* hashing(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
