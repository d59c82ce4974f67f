import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import { bundleUnusable, IsolabError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { guestFiles } from '../guest/guestImage.ts';
import { guestEntry } from './guests.ts';
import { manifestName, parseManifest, type BundleManifest } from './manifest.ts';

/** A manifest is some kilobytes; a file of that name that is longer is none. */
const maxManifestBytes = 1024 * 1024;

/** Reads a whole bundle and compares it with its manifest, which it gives. */
export async function checkBundle(path: string, signal: AbortSignal): Promise<BundleManifest> {
  let found: Awaited<ReturnType<typeof readEntries>>;
  try {
    const entries = extract();
    const reading = pipeline(createReadStream(path), entries, { signal });
    [found] = await Promise.all([readEntries(entries), reading]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsolabError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw bundleUnusable(path, t('it cannot be read as a tar ({0})', reason), error);
  }
  const manifest = parseManifest(found.manifest);
  if (manifest === undefined) {
    throw bundleUnusable(
      path,
      t('there is no {0} at its end: it is cut, or from elsewhere', manifestName),
    );
  }
  const wanted = new Map(Object.entries(manifest.digests));
  for (const guest of manifest.guests) {
    for (const file of Object.values(guestFiles)) {
      const name = guestEntry(guest, file);
      if (!wanted.has(name)) throw bundleUnusable(path, t('{0} is missing from it', name));
    }
  }
  for (const [name, digest] of wanted) {
    if (found.digests.get(name) !== digest) throw bundleUnusable(path, t('{0} is damaged', name));
  }
  for (const name of found.digests.keys()) {
    if (!wanted.has(name)) throw bundleUnusable(path, t('{0} was added to it', name));
  }
  return manifest;
}

async function readEntries(
  entries: Extract,
): Promise<{ manifest: string; digests: Map<string, string> }> {
  const digests = new Map<string, string>();
  let manifest = '';
  for await (const entry of entries) {
    const { name, type, size } = entry.header;
    const isManifest = name === manifestName && size <= maxManifestBytes;
    const hash = createHash('sha256');
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (isManifest) manifest += chunk.toString();
    }
    if (type === 'file' && !isManifest) digests.set(name, hash.digest('hex'));
  }
  return { manifest, digests };
}
