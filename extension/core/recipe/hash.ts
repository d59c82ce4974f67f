import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A recipe's folder in one number: it differs when a file of it or of a recipe under it differs. */
export async function hashRecipe(
  folder: string,
  needed: readonly { readonly hash: string }[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const { hash: below } of needed) hash.update(below);
  for (const { path, content } of await readContext(folder)) {
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** The files of a recipe, by their path in it; what a README tells goes into no image. */
export async function readContext(
  folder: string,
): Promise<readonly { readonly path: string; readonly content: Buffer }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== 'README.md')
    .sort();
  return Promise.all(
    paths.map(async (path) => ({ path, content: await readFile(join(folder, path)) })),
  );
}
