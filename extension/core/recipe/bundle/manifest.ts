import * as z from 'zod';
import type { GuestName } from '../guest/guestImage.ts';
import { guestVariants } from '../guest/guestRecipe.ts';

/** The file in a bundle that says what is in it; the rest of the bundle is what `docker save` wrote, and guests. */
export const manifestName = 'isolab-bundle.json';

/** What a bundle holds. Its digests are of each file in it: a copy that was cut or damaged is noticed before it is loaded. */
export interface BundleManifest {
  readonly format: 1;
  readonly architecture: string;
  readonly images: readonly { readonly tag: string; readonly id: string }[];
  readonly guests: readonly GuestName[];
  /** Path in the tar → SHA-256, in hexadecimal. */
  readonly digests: Readonly<Record<string, string>>;
}

/** The manifest in this text; `undefined` when it is none of a format that is known here. */
export function parseManifest(text: string): BundleManifest | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const schema = z.object({
  format: z.literal(1),
  architecture: z.string(),
  images: z.array(z.object({ tag: z.string(), id: z.string() })),
  // These three become a folder's name.
  guests: z
    .array(
      z.object({
        variant: z.enum(guestVariants),
        arch: z.string().regex(/^[a-z0-9_]+$/),
        hash: z.string().regex(/^[0-9a-f]{16}$/),
      }),
    )
    .default([]),
  digests: z.record(z.string(), z.string()),
});
