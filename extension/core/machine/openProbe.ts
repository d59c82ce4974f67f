import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { openInProcessProbe } from '../kernel/inProcess/open.ts';
import type { Probe } from '../kernel/probe.ts';
import { ensureImages } from '../recipe/ensure.ts';
import { listRecipes } from '../recipe/recipe.ts';
import { isEngineHere } from './engineIsHere.ts';
import { helperImage, openHelperProbe } from './helperContainer.ts';

/**
 * Opens the probe that reads the engine's kernel: in process where that can be proven to be possible, else through
 * a helper container, whose image is made from its recipe in `labsFolder` if need be.
 */
export async function openProbe(
  engine: Engine,
  labsFolder: string,
  log: Log,
  signal: AbortSignal,
): Promise<Probe> {
  if (await isEngineHere(engine, signal)) return openInProcessProbe(log);
  const recipes = await listRecipes(labsFolder);
  await ensureImages(engine, [helperImage], recipes, (message) => log.info(message), signal);
  return openHelperProbe(engine, helperImage, log, signal);
}
