import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { t } from '../base/l10n.ts';
import { archiveHostile } from './archiveErrors.ts';
import { indexArchive, type Entry } from './archive/indexArchive.ts';
import { pathInside } from './archive/layerContent.ts';
import { layerNames } from './archive/manifests.ts';

/** What a file holds. */
export interface FileContent {
  readonly sizeBytes: number;
  /** Of all of it, as sha256sum(1) writes it. */
  readonly sha256: string;
  /** `undefined` where there is more of it than `mostContentBytes`. */
  readonly bytes: Buffer | undefined;
}

/** A file as a layer has it; layers count from the lowest. */
export interface FilePlace {
  readonly layer: number;
  readonly path: string;
}

/** Of a file that is larger, only size and digest are told. */
export const mostContentBytes = 1024 * 1024;

/** Of all files together: a path comes at most once in each layer, and an image has at most 127 of these. */
const mostBytes = 128 * mostContentBytes;

/**
 * What the files at these places hold, in the same order, read from the stream of `image save` to its end; `undefined`
 * where a layer has no such file. Which of an archive's blobs is which layer is told only at its end: until then the
 * files are kept as each blob has them.
 */
export async function readContents(
  archive: Readable,
  places: readonly FilePlace[],
  signal: AbortSignal,
): Promise<readonly (FileContent | undefined)[]> {
  const wanted = new Set(places.map(({ path }) => path));
  const found = new Map<string, FileContent>();
  let left = mostBytes;
  const index = await indexArchive(archive, signal, async (layer, entry) => {
    const path = pathInside(entry.header.name);
    if (entry.header.type !== 'file' || !wanted.has(path)) return;
    const content = await contentOf(entry);
    left -= content.bytes?.length ?? 0;
    if (left < 0) throw archiveHostile(t('it has {0} again and again.', path));
    found.set(keyOf(layer, path), content);
  });
  const names = layerNames(index);
  return places.map(({ layer, path }) => found.get(keyOf(names[layer] ?? '', path)));
}

async function contentOf(entry: Entry): Promise<FileContent> {
  const digest = createHash('sha256');
  let sizeBytes = 0;
  let parts: Buffer[] = [];
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    digest.update(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes <= mostContentBytes) parts.push(chunk);
    else parts = [];
  }
  const bytes = sizeBytes <= mostContentBytes ? Buffer.concat(parts) : undefined;
  return { sizeBytes, sha256: digest.digest('hex'), bytes };
}

const keyOf = (layer: string, path: string): string => `${layer}\0${path}`;
