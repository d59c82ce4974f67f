import { guestImpossible, IsolabError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Progress } from '../build.ts';
import { ensureImages } from '../ensure.ts';
import { listRecipes } from '../recipe.ts';
import { addGuest, findGuest, type GuestImage } from './guestImage.ts';
import { ownArch, readGuestRecipe, type GuestVariant } from './guestRecipe.ts';
import { canMakeHere, makeHere } from './make.ts';
import { makeInEngine } from './makeInEngine.ts';

/** Where guests come from. */
export interface GuestSources {
  /** A folder of labs with recipes of images. */
  readonly labsFolder: string;
  readonly cacheFolder: string;
  /** Makes guests where this machine cannot do it itself. */
  readonly engine?: Engine;
}

/** Gives the guest of this variant as the recipe is now; makes it when it is not in the cache. */
export async function ensureGuest(
  variant: GuestVariant,
  { labsFolder, cacheFolder, engine }: GuestSources,
  progress: Progress,
  signal: AbortSignal,
): Promise<GuestImage> {
  const recipe = await readGuestRecipe(labsFolder);
  const name = { variant, arch: ownArch(), hash: recipe.hash };
  const found = await findGuest(cacheFolder, name);
  if (found !== undefined) return found;
  return addGuest(cacheFolder, name, async (folder) => {
    progress(t('Making the guest {0}', variant));
    if (canMakeHere()) return makeHere(recipe, variant, folder, progress, signal);
    if (engine === undefined) throw guestImpossible(variant, t('there is no engine to make it in'));
    const recipes = await listRecipes(labsFolder);
    await ensureImages(engine, ['debian:bookworm-slim'], recipes, progress, signal);
    try {
      await makeInEngine(engine, recipe, variant, folder, progress, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof IsolabError) throw guestImpossible(variant, error.message, error);
      throw error;
    }
  });
}
