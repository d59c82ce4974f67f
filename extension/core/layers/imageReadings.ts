import { join } from 'node:path';
import { isError } from '../base/errors.ts';
import { unlessAborted } from '../base/unlessAborted.ts';
import type { ImageStore } from '../engine/imageStore.ts';
import type { FilePlace } from './fileContent.ts';
import { readVersions, type FileVersions } from './fileVersions.ts';
import { findIndex, keepIndex } from './indexFile.ts';
import type { ImageLayers } from './layer.ts';
import { readImage } from './readImage.ts';

/** Readings of large images take some ten megabytes each. */
const mostInMemory = 4;

/**
 * The layers of an engine's images, each read once: what has an image's ID never changes. What was read is kept in
 * memory and in the cache folder, where other sessions find it.
 */
export class ImageReadings implements AsyncDisposable {
  readonly #store: Pick<ImageStore, 'save'>;
  readonly #folder: string;
  readonly #readings = new Map<string, Promise<ImageLayers>>();
  readonly #end = new AbortController();

  constructor(store: Pick<ImageStore, 'save'>, cacheFolder: string) {
    this.#store = store;
    this.#folder = join(cacheFolder, 'layers');
  }

  /**
   * The layers of the image with this ID. Whoever gives up waiting does not end the reading: who asks next waits for
   * what is left of it.
   */
  layersOf(imageId: string, signal: AbortSignal): Promise<ImageLayers> {
    const reading = this.#readings.get(imageId) ?? this.#begin(imageId);
    this.#readings.delete(imageId);
    this.#readings.set(imageId, reading);
    const [oldest] = this.#readings.keys();
    if (this.#readings.size > mostInMemory && oldest !== undefined) this.#readings.delete(oldest);
    return unlessAborted(reading, signal);
  }

  /** A file of the image with this ID after a layer, and before it. The image is saved anew: no content is kept. */
  async versionsOf(imageId: string, place: FilePlace, signal: AbortSignal): Promise<FileVersions> {
    const either = AbortSignal.any([signal, this.#end.signal]);
    const image = await this.layersOf(imageId, either);
    return readVersions(image, place, () => this.#store.save([imageId], either), either);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.allSettled(this.#readings.values());
  }

  #begin(imageId: string): Promise<ImageLayers> {
    const reading = this.#read(imageId);
    reading.catch((error: unknown) => {
      // An engine may answer again; a hostile archive stays one.
      if (!isError(error, 'image-archive-hostile')) this.#readings.delete(imageId);
    });
    return reading;
  }

  async #read(imageId: string): Promise<ImageLayers> {
    const kept = await findIndex(this.#folder, imageId);
    if (kept !== undefined) return kept;
    const saved = await this.#store.save([imageId], this.#end.signal);
    const image = await readImage(saved, this.#end.signal);
    // Where nothing can be kept, the image is read again next time.
    await keepIndex(this.#folder, imageId, image).catch(() => {});
    return image;
  }
}
