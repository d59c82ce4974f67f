import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import type { ImageLayers, Layer, LayerFile } from './layer.ts';

const mostFiles = 20;
const mostBytes = 256 * 1024 * 1024;
const kinds = ['file', 'folder', 'symlink', 'hardlink', 'device', 'fifo'] as const;

/** One file as a list, for there are many: path, kind, size, mode, user, group, and perhaps where it leads to. */
const fileSchema = z.tuple(
  [z.string(), z.enum(kinds), z.number(), z.number(), z.number(), z.number()],
  z.string(),
);

const paths = z.array(z.string()).readonly();

const indexSchema = z.object({
  version: z.literal(1),
  platform: z.string(),
  empty: z.array(z.object({ before: z.number(), instruction: z.string() })).readonly(),
  layers: z.array(
    z.object({
      diffId: z.string(),
      instruction: z.string(),
      createdAt: z.string(),
      sizeBytes: z.number(),
      removed: paths,
      opaque: paths,
      files: z.array(fileSchema),
    }),
  ),
});

/** What was read of the image with this ID; `undefined` where nothing was kept, or what was kept is damaged. */
export async function findIndex(folder: string, imageId: string): Promise<ImageLayers | undefined> {
  try {
    const packed = await readFile(pathOf(folder, imageId));
    const text = await promisify(gunzip)(packed, { maxOutputLength: mostBytes });
    const { platform, empty, layers } = indexSchema.parse(JSON.parse(text.toString()));
    const unpack = (layer: (typeof layers)[number]): Layer => ({
      ...layer,
      files: layer.files.map(unpackFile),
    });
    return { platform, empty, layers: layers.map(unpack) };
  } catch {
    return undefined;
  }
}

/** Keeps what was read of an image; of several images those that were kept last. */
export async function keepIndex(
  folder: string,
  imageId: string,
  image: ImageLayers,
): Promise<void> {
  const layers = image.layers.map((layer) => ({ ...layer, files: layer.files.map(packFile) }));
  const index: z.input<typeof indexSchema> = { version: 1, ...image, layers };
  const packed = await promisify(gzip)(JSON.stringify(index), { level: 1 });
  await mkdir(folder, { recursive: true });
  const path = pathOf(folder, imageId);
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, packed);
  await rename(unfinished, path);
  await forgetOld(folder);
}

async function forgetOld(folder: string): Promise<void> {
  const paths = (await readdir(folder)).map((name) => join(folder, name));
  const times = await Promise.all(
    // One that another Isolab has just forgotten is the oldest.
    paths.map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0),
  );
  const aged = paths.map((path, at) => ({ path, time: times[at] ?? 0 }));
  aged.sort((a, b) => b.time - a.time);
  await Promise.all(aged.slice(mostFiles).map(({ path }) => rm(path, { force: true })));
}

function pathOf(folder: string, imageId: string): string {
  return join(folder, `${encodeURIComponent(imageId)}.json.gz`);
}

function packFile(file: LayerFile): z.input<typeof fileSchema> {
  const { path, kind, size, mode, userId, groupId, target } = file;
  const numbers = [size, mode, userId, groupId] as const;
  return target === undefined ? [path, kind, ...numbers] : [path, kind, ...numbers, target];
}

function unpackFile(packed: z.output<typeof fileSchema>): LayerFile {
  const [path, kind, size, mode, userId, groupId, target] = packed;
  const file = { path, kind, size, mode, userId, groupId };
  return target === undefined ? file : { ...file, target };
}
