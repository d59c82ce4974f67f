import { createWriteStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import { timeLimit } from '../../base/timeLimit.ts';
import type { Engine } from '../../engine/engine.ts';
import { removeStages, type Progress } from '../build.ts';
import { readContext } from '../hash.ts';
import { guestFolder } from '../recipe.ts';
import { guestFiles } from './guestImage.ts';
import type { GuestRecipe, GuestVariant } from './guestRecipe.ts';
import { buildArguments } from './make.ts';

/** Runs the script `build` of the recipe in a container of the engine, and takes the guest's files out of it. */
export async function makeInEngine(
  engine: Engine,
  recipe: GuestRecipe,
  variant: GuestVariant,
  folder: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const tag = `isolab/guest-${variant}:${crypto.randomUUID()}`;
  const [SUITE, PACKAGES, DISK] = buildArguments(recipe, variant);
  const context = pack();
  for (const { path, content } of await readContext(recipe.folder)) {
    context.entry({ name: path, mtime: new Date(0) }, content);
  }
  context.finalize();
  const options = { tag, labels: {}, buildArguments: { SUITE, PACKAGES, DISK } };
  const { imageStore } = engine;
  try {
    await imageStore.build(Readable.from(context), options, progress, signal);
    await imageStore.readFolder(tag, '/image', (tar) => takeFiles(tar, folder, signal), signal);
  } finally {
    const limit = timeLimit(removeLimitMs);
    await engine.removeImage(tag, limit);
    await removeStages(engine, guestFolder, limit);
  }
}

const removeLimitMs = 60_000;

/** Only the files of a guest: what else is in the tar is left there. */
async function takeFiles(
  tar: NodeJS.ReadableStream,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const wanted: readonly string[] = Object.values(guestFiles);
  const entries = extract();
  const reading = pipeline(tar, entries, { signal });
  reading.catch(() => {}); // awaited below
  for await (const entry of entries) {
    const name = basename(entry.header.name);
    if (entry.header.type === 'file' && wanted.includes(name)) {
      await pipeline(entry, createWriteStream(join(folder, name)), { signal });
    } else entry.resume();
  }
  await reading;
}
