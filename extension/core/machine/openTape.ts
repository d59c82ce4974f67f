import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { startTapeHere } from '../kernel/tape/inProcess.ts';
import { readTape } from '../kernel/tape/reader.ts';
import type { NoTape, Tape } from '../kernel/tape/tape.ts';
import { ensureImages } from '../recipe/ensure.ts';
import { listRecipes } from '../recipe/recipe.ts';
import { isEngineHere } from './engineIsHere.ts';
import { helperImage } from './helperContainer.ts';
import { openTapeContainer } from './tapeContainer.ts';

/**
 * Opens the tape of the engine's kernel: in process where that can be proven to be possible, else through a helper
 * container, whose image is made from its recipe in `labsFolder` if need be.
 */
export async function openTape(
  engine: Engine,
  labsFolder: string,
  log: Log,
  signal: AbortSignal,
): Promise<Tape | NoTape> {
  if (await isEngineHere(engine, signal)) return readTape(startTapeHere(log), log, signal);
  const recipes = await listRecipes(labsFolder);
  await ensureImages(engine, [helperImage], recipes, (message) => log.info(message), signal);
  return openTapeContainer(engine, helperImage, log, signal);
}
