import type { Readable } from 'node:stream';
import { indexArchive } from './archive/indexArchive.ts';
import { assembleImage } from './archive/manifests.ts';
import type { ImageLayers } from './layer.ts';

/**
 * The layers of an image, from an archive of `docker save`, of `podman save`, or in the OCI layout. Reads the stream
 * to its end, and keeps only what the layers hold by name. Rejects with `image-archive-unreadable` or
 * `image-archive-hostile`.
 */
export async function readImage(archive: Readable, signal: AbortSignal): Promise<ImageLayers> {
  return assembleImage(await indexArchive(archive, signal));
}
