import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import type { Engine } from '../engine/engine.ts';
import { bootstrap } from './bootstrap.ts';
import { readContext } from './hash.ts';
import { recipeLabel, type Recipe } from './recipe.ts';

/** What long work tells on its way: a sentence for the person. */
export type Progress = (message: string) => void;

/** Makes the image of a recipe on the engine, with all its tags; what it needs must be there. Nothing else is left. */
export async function buildImage(
  engine: Engine,
  recipe: Recipe,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const [tag, ...moreTags] = recipe.tags;
  if (recipe.method.kind === 'mmdebstrap') {
    await bootstrap(engine, recipe, recipe.method, progress, signal);
  } else {
    const context = pack();
    for (const { path, content } of await readContext(recipe.folder)) {
      context.entry({ name: path, mtime: new Date(0) }, content);
    }
    context.finalize();
    const labels = { [recipeLabel]: recipe.hash };
    await engine.imageStore.build(Readable.from(context), { tag, labels }, progress, signal);
  }
  for (const more of moreTags) await engine.imageStore.tag(tag, more, signal);
  await removeStages(engine, recipe.name, signal);
}

/** A build of several stages leaves the earlier ones as images without a name; ours are known by their label. */
export async function removeStages(
  engine: Engine,
  recipeName: string,
  signal: AbortSignal,
): Promise<void> {
  const stages = await engine.imageStore.untagged(`isolab.stage=${recipeName}`, signal);
  for (const id of stages) await engine.removeImage(id, signal);
}
