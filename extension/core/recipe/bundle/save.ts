import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { extract, pack, type Pack } from 'tar-stream';
import { imageWithoutRecipe } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Progress } from '../build.ts';
import type { GuestImage } from '../guest/guestImage.ts';
import { packGuest } from './guests.ts';
import { manifestName, type BundleManifest } from './manifest.ts';

/** What goes into a bundle. */
export interface BundleContents {
  readonly references: readonly string[];
  readonly guests: readonly GuestImage[];
}

/**
 * Writes these images of the engine and these guests into one file, for machines without a network. It is a tar as
 * `docker save` writes it, which `docker load` takes too, then the guests' files, and a manifest at its end. The file
 * appears when it is complete.
 */
export async function saveBundle(
  engine: Pick<Engine, 'image' | 'imageStore'>,
  { references, guests }: BundleContents,
  path: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<BundleManifest> {
  const images: { tag: string; id: string }[] = [];
  let architecture = '';
  for (const tag of references) {
    const image = await engine.image(tag, signal);
    if (image === undefined) throw imageWithoutRecipe(tag);
    images.push({ tag, id: image.id });
    architecture = image.architecture;
  }
  progress(t('Saving {0} images and {1} guests', images.length, guests.length));
  const unfinished = `${path}.part`;
  try {
    const saved =
      references.length === 0 ? undefined : await engine.imageStore.save(references, signal);
    const bundle = pack();
    const written = pipeline(bundle, createWriteStream(unfinished), { signal });
    const copy = async (): Promise<BundleManifest> => {
      const digests = saved === undefined ? {} : await copyEntries(saved, bundle, signal);
      for (const guest of guests) Object.assign(digests, await packGuest(guest, bundle, signal));
      const names = guests.map(({ variant, arch, hash }) => ({ variant, arch, hash }));
      const manifest: BundleManifest = { format: 1, architecture, images, guests: names, digests };
      bundle.entry({ name: manifestName }, JSON.stringify(manifest, undefined, 2));
      bundle.finalize();
      return manifest;
    };
    const [manifest] = await Promise.all([copy(), written]);
    await rename(unfinished, path);
    return manifest;
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Copies each entry of a tar and gives the digests of the files. */
async function copyEntries(
  from: NodeJS.ReadableStream,
  to: Pack,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  const entries = extract();
  const reading = pipeline(from, entries, { signal });
  reading.catch(() => {});
  for await (const entry of entries) {
    const { header } = entry;
    const hash = createHash('sha256');
    const copy = to.entry(header);
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (!copy.write(chunk)) await once(copy, 'drain', { signal });
    }
    copy.end(undefined);
    if (header.type === 'file') digests[header.name] = hash.digest('hex');
  }
  await reading;
  return digests;
}
