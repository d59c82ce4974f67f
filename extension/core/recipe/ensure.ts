import { imageWithoutRecipe, IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import { buildImage, type Progress } from './build.ts';
import { recipeLabel, type Recipe } from './recipe.ts';

/** A registry answers within a second or two where there is a network; offline the person would wait in vain. */
const registryLimitMs = 5000;
/** A registry that has other images says quickly that it has not this one; a network that is not there is slow. */
const quickMs = 1000;

/**
 * Sees to it that these images are on the engine: what is there stays, what a registry has quickly is pulled, the
 * rest is built from its recipe. An image that Isolab built from an older state of its recipe is built again.
 */
export async function ensureImages(
  engine: Engine,
  references: readonly string[],
  recipes: readonly Recipe[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const work = new Work(engine, recipes, progress, signal);
  for (const reference of references) await work.ensure(reference);
}

class Work {
  readonly #engine: Engine;
  readonly #recipes: readonly Recipe[];
  readonly #progress: Progress;
  readonly #signal: AbortSignal;
  /** Nobody waits twice for a registry. */
  #hasRegistry = true;

  constructor(engine: Engine, recipes: readonly Recipe[], progress: Progress, signal: AbortSignal) {
    this.#engine = engine;
    this.#recipes = recipes;
    this.#progress = progress;
    this.#signal = signal;
  }

  async ensure(reference: string): Promise<void> {
    const tag = /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;
    const recipe = this.#recipes.find(({ tags }) => tags.includes(tag));
    const image = await this.#engine.image(tag, this.#signal);
    if (image !== undefined) {
      const builtFrom = image.labels[recipeLabel];
      if (recipe === undefined || builtFrom === undefined || builtFrom === recipe.hash) return;
      return this.#rebuild(recipe, tag);
    }
    if ((recipe === undefined || recipe.public) && (await this.#pull(tag))) return;
    if (recipe === undefined) throw imageWithoutRecipe(tag);
    await this.#build(recipe);
  }

  async #build(recipe: Recipe): Promise<void> {
    for (const need of recipe.needs) {
      const below = this.#recipes.find(({ name }) => name === need);
      if (below !== undefined) await this.ensure(below.tags[0]);
    }
    this.#progress(t('Building {0}', recipe.tags[0]));
    await buildImage(this.#engine, recipe, this.#progress, this.#signal);
  }

  /** An image of yesterday's recipe serves better than none: a class without a network goes on with it. */
  async #rebuild(recipe: Recipe, tag: string): Promise<void> {
    try {
      await this.#build(recipe);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!(error instanceof IsolabError)) throw error;
      this.#progress(
        t('{0} could not be built again, the one that is there is used: {1}', tag, error.message),
      );
    }
  }

  async #pull(tag: string): Promise<boolean> {
    if (!this.#hasRegistry) return false;
    const start = performance.now();
    try {
      this.#progress(t('Pulling {0}', tag));
      await this.#engine.imageStore.pull(tag, registryLimitMs, this.#progress, this.#signal);
      return true;
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#progress(t('{0} is built here, because no registry gave it: {1}', tag, String(error)));
      this.#hasRegistry = performance.now() - start < quickMs;
      return false;
    }
  }
}
