import type { Engine } from '../engine/engine.ts';
import { recipeLabel, type Recipe } from './recipe.ts';

/** What is on the engine under the main name of a recipe. */
export interface ImageStatus {
  readonly name: string;
  readonly tag: string;
  readonly summary: string;
  /** `public`: from a registry, or the learner's own. `outdated`: built from an older state of the recipe. */
  readonly status: 'missing' | 'built' | 'outdated' | 'public';
  /** 0 when it is missing. */
  readonly sizeBytes: number;
}

/** Which of the labs' images are there, in the order of their recipes. */
export async function listImages(
  engine: Engine,
  recipes: readonly Recipe[],
  signal: AbortSignal,
): Promise<readonly ImageStatus[]> {
  return Promise.all(
    recipes.map(async ({ name, tags: [tag], summary, hash }): Promise<ImageStatus> => {
      const image = await engine.image(tag, signal);
      const builtFrom = image?.labels[recipeLabel];
      const status =
        image === undefined
          ? 'missing'
          : builtFrom === undefined
            ? 'public'
            : builtFrom === hash
              ? 'built'
              : 'outdated';
      return { name, tag, summary, status, sizeBytes: image?.sizeBytes ?? 0 };
    }),
  );
}
