import type { Readable } from 'node:stream';
import { readContents, type FileContent, type FilePlace } from './fileContent.ts';
import type { ImageLayers } from './layer.ts';
import { unionOf, type UnionFile } from './union.ts';

/** A file, the layer that it comes from, and what it holds where it is one that has content. */
export interface FileVersion extends UnionFile {
  readonly content: FileContent | undefined;
}

/** A file as it is after a layer, and as the layers below had it; `undefined` where it was not there. */
export interface FileVersions {
  readonly before: FileVersion | undefined;
  readonly after: FileVersion | undefined;
}

/** Reads both versions of a file in one go through the archive, which is saved only if one of them has content. */
export async function readVersions(
  { layers }: ImageLayers,
  { layer, path }: FilePlace,
  save: () => Promise<Readable>,
  signal: AbortSignal,
): Promise<FileVersions> {
  const before = unionOf(layers.slice(0, layer)).get(path);
  const after = unionOf(layers.slice(0, layer + 1)).get(path);
  const places = [before, after].map((version) => version && placeOf(version));
  const wanted = places.filter((place) => place !== undefined);
  const contents = wanted.length === 0 ? [] : await readContents(await save(), wanted, signal);
  const versionOf = (version: UnionFile | undefined, place: FilePlace | undefined) =>
    version && { ...version, content: place && contents[wanted.indexOf(place)] };
  return { before: versionOf(before, places[0]), after: versionOf(after, places[1]) };
}

/** Where its content is: a hard link is one more name of a file of its own layer. */
function placeOf({ file, layer }: UnionFile): FilePlace | undefined {
  if (file.kind === 'file') return { layer, path: file.path };
  return file.kind === 'hardlink' ? { layer, path: file.target ?? '' } : undefined;
}
