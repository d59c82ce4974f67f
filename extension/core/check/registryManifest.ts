import { createHash } from 'node:crypto';
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { RegistryCalls } from './registryCalls.ts';
import { manifestPath } from './registryName.ts';

/** What a registry has under a tag or a digest: an image, or a list of images for several systems. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** The digests of an image's layers. */
  readonly layers: readonly string[];
  /** The digests of the manifests in a list. */
  readonly images: readonly string[];
}

/**
 * Docker's manifest and list, and those of OCI, which have the same fields:
 * https://distribution.github.io/distribution/spec/manifest-v2-2/, and manifest.md and image-index.md of
 * https://github.com/opencontainers/image-spec.
 */
export const mediaTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
] as const;

/** No list that people make has more. */
const maxImages = 50;

const parts = z.array(z.object({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/u) }));
const form = z
  .object({
    schemaVersion: z.literal(2),
    layers: parts.optional(),
    manifests: parts.optional(),
  })
  // One that is both is one image to some readers and another one to others (CVE-2021-41190).
  .refine(({ layers, manifests }) => (layers === undefined) !== (manifests === undefined));

/** The manifest that a reference means. Its digest is that of its content, whatever the registry says. */
export async function readManifest(
  calls: RegistryCalls,
  reference: string,
): Promise<Manifest | undefined> {
  const path = manifestPath(reference);
  const found = await calls.get(path, form, mediaTypes.join(', '));
  if (found === undefined) return undefined;
  const { headers, data, body } = found;
  const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
  const said = [headers['docker-content-digest'], /@(.+)$/u.exec(reference)?.[1]];
  const wrong = said.find((each) => each !== undefined && each !== digest);
  if (wrong !== undefined) {
    throw calls.refuse(path, t('its digest is {0} and not {1}', quote(digest), quote(wrong)));
  }
  return {
    digest,
    mediaType:
      mediaTypes.find((type) => headers['content-type']?.startsWith(type)) ?? mediaTypes[0],
    layers: (data.layers ?? []).map((each) => each.digest),
    images: (data.manifests ?? []).map((each) => each.digest),
  };
}

/** The digests of the layers of an image; of a list, those of all its images that are there. */
export async function readLayers(
  calls: RegistryCalls,
  reference: string,
): Promise<ReadonlySet<string> | undefined> {
  const first = await readManifest(calls, reference);
  if (first === undefined) return undefined;
  const layers = new Set(first.layers);
  const images = new Set(first.images);
  // A list may hold lists: the loop goes on with what is added meanwhile.
  for (const digest of images) {
    if (images.size > maxImages) {
      throw calls.refuse(manifestPath(reference), t('it lists more than {0} images', maxImages));
    }
    const image = await readManifest(calls, reference.replace(/[:@].*$|$/u, `@${digest}`));
    for (const layer of image?.layers ?? []) layers.add(layer);
    for (const each of image?.images ?? []) images.add(each);
  }
  return layers;
}
