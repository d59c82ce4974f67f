import { z } from 'zod';

/** The file in a bundle that says what is in it; the rest of the bundle is what `docker save` wrote. */
export const manifestName = 'isolab-bundle.json';

/** What a bundle holds. Its digests are of each file in it: a copy that was cut or damaged is noticed before it is loaded. */
export interface BundleManifest {
  readonly format: 1;
  readonly architecture: string;
  readonly images: readonly { readonly tag: string; readonly id: string }[];
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
  digests: z.record(z.string(), z.string()),
});
