import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { recipeBroken } from '../base/errors.ts';
import { hashRecipe } from './hash.ts';

/** How to make an image that labs use, without a registry: one folder in labs/images. */
export interface Recipe {
  /** The folder's name. */
  readonly name: string;
  readonly folder: string;
  readonly summary: string;
  /** The names that it stands in for; the first is the main one. */
  readonly tags: readonly [string, ...string[]];
  /** Whether public registries have an image of these names, which is then preferred. */
  readonly public: boolean;
  /** Recipes whose images must be there first. */
  readonly needs: readonly string[];
  readonly method:
    | { readonly kind: 'dockerfile' }
    | { readonly kind: 'mmdebstrap'; readonly suite: string; readonly packages: readonly string[] };
  /** Of everything that goes into the image; it is the image's label `isolab.recipe`. */
  readonly hash: string;
}

/** The folder in labs/images that is no image's: `guest/guestRecipe.ts` reads it. */
export const guestFolder = 'guest';

/** The label by which Isolab knows an image that it made, and from which state of the recipe. */
export const recipeLabel = 'isolab.recipe';

/** The recipes of images in labs/images, each after those that it needs. Guests have a recipe of their own kind. */
export async function listRecipes(labsFolder: string): Promise<readonly Recipe[]> {
  const root = join(labsFolder, 'images');
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && entry.name !== guestFolder)
    .map(({ name }) => name);
  const manifests = new Map(
    await Promise.all(
      names.sort().map(async (name) => [name, await readManifest(join(root, name))] as const),
    ),
  );
  const recipes = new Map<string, Recipe>();
  const add = async (name: string, path: readonly string[]): Promise<Recipe> => {
    const folder = join(root, name);
    const known = recipes.get(name);
    if (known !== undefined) return known;
    const manifest = manifests.get(name);
    if (manifest === undefined) throw recipeBroken(path.at(-1) ?? root, `it needs "${name}"`);
    if (path.includes(name)) throw recipeBroken(folder, `it needs itself (${path.join(' → ')})`);
    const needed: Recipe[] = [];
    for (const need of manifest.needs) needed.push(await add(need, [...path, name]));
    const hash = await hashRecipe(folder, needed);
    const recipe = { name, folder, hash, ...manifest };
    recipes.set(name, recipe);
    return recipe;
  };
  for (const name of names) await add(name, []);
  return [...recipes.values()];
}

async function readManifest(folder: string): Promise<Omit<Recipe, 'name' | 'folder' | 'hash'>> {
  const path = join(folder, 'recipe.yaml');
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw recipeBroken(path, String(error));
  }
  const result = schema.safeParse(content);
  if (!result.success) throw recipeBroken(path, z.prettifyError(result.error));
  const { method, suite, packages, ...rest } = result.data;
  return {
    ...rest,
    method: method === 'dockerfile' ? { kind: method } : { kind: method, suite, packages },
  };
}

const reference = z.string().regex(/^[a-z0-9][a-z0-9._/-]*:[\w][\w.-]*$/, 'a name with a tag');

const schema = z.strictObject({
  summary: z.string(),
  tags: z.tuple([reference], reference),
  public: z.boolean().default(false),
  method: z.enum(['dockerfile', 'mmdebstrap']),
  suite: z.string().default('bookworm'),
  packages: z.array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/)).default([]),
  needs: z.array(z.string()).default([]),
});
