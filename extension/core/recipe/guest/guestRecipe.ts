import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { recipeBroken } from '../../base/errors.ts';
import { hashRecipe } from '../hash.ts';
import { guestFolder } from '../recipe.ts';

/** The guests that labs know: `base`, and the same with Docker Engine. */
export const guestVariants = ['base', 'docker'] as const;
export type GuestVariant = (typeof guestVariants)[number];

/** How to make the guests: labs/images/guest. */
export interface GuestRecipe {
  readonly folder: string;
  readonly summary: string;
  readonly suite: string;
  readonly variants: Readonly<
    Record<GuestVariant, { readonly packages: readonly string[]; readonly diskMebibytes: number }>
  >;
  /** Of all files in the folder but its README. */
  readonly hash: string;
}

/** Reads the recipe of the guests. */
export async function readGuestRecipe(labsFolder: string): Promise<GuestRecipe> {
  const folder = join(labsFolder, 'images', guestFolder);
  const path = join(folder, 'recipe.yaml');
  let content: unknown;
  try {
    content = parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw recipeBroken(path, String(error));
  }
  const result = schema.safeParse(content);
  if (!result.success) throw recipeBroken(path, z.prettifyError(result.error));
  const { summary, suite, packages, variants } = result.data;
  const whole = ({ packages: more, diskMebibytes }: z.output<typeof variant>) => ({
    packages: [...packages, ...more],
    diskMebibytes,
  });
  return {
    ...{ folder, summary, suite },
    variants: { base: whole(variants.base), docker: whole(variants.docker) },
    hash: await hashRecipe(folder, []),
  };
}

/** The processor of this machine as `uname -m` names it; a guest of another one would be emulated at a crawl. */
export function ownArch(): string {
  return process.arch === 'arm64' ? 'aarch64' : 'x86_64';
}

const packageNames = z.array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/));

const variant = z.strictObject({ packages: packageNames, diskMebibytes: z.int().positive() });

const schema = z.strictObject({
  summary: z.string(),
  method: z.literal('guest'),
  suite: z.string(),
  packages: packageNames,
  variants: z.strictObject({ base: variant, docker: variant }),
});
