import { posix } from 'node:path';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { archiveUnreadable } from '../archiveErrors.ts';
import type { EmptyInstruction, ImageLayers, Layer, LayerContent } from '../layer.ts';
import type { ArchiveIndex } from './indexArchive.ts';

/** manifest.json of `docker save` (moby: image/tarexport). */
const dockerManifest = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) }));

const descriptor = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  platform: z.object({ architecture: z.string() }).optional(),
});
/** OCI Image Specification, "Image Index" and "Image Manifest"; Docker's own have the same shape. */
const indexSchema = z.object({ manifests: z.array(descriptor) });
const manifestSchema = z.object({ config: descriptor, layers: z.array(descriptor) });

/** OCI Image Specification, "Image Configuration". */
const configSchema = z.object({
  architecture: z.string().default(''),
  os: z.string().default(''),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
  history: z
    .array(
      z.object({
        created: z.string().default(''),
        created_by: z.string().default(''),
        empty_layer: z.boolean().default(false),
      }),
    )
    .default([]),
});

/** Names in the archive of an image's configuration and layers, the lowest first. */
interface Parts {
  readonly config: string;
  readonly layers: readonly string[];
}

/** The image of an archive: of several, as for several platforms, the first that is whole. */
export function assembleImage(index: ArchiveIndex): ImageLayers {
  return assemble(index, partsOf(index));
}

/** The names of its layers in the archive, the lowest first, as `ArchiveIndex.layers` has them. */
export function layerNames(index: ArchiveIndex): readonly string[] {
  return partsOf(index).layers.map((name) => followed(index, name));
}

function partsOf(index: ArchiveIndex): Parts {
  const found = [...dockerParts(index), ...ociParts(index, 'index.json', 0)];
  if (found.length === 0) throw archiveUnreadable(t('it has no manifest of an image.'));
  const whole = found.find((parts) => parts.layers.every((name) => contentOf(index, name)));
  const parts = whole ?? found[0];
  if (parts === undefined) throw archiveUnreadable(t('it has no manifest of an image.'));
  return parts;
}

function assemble(index: ArchiveIndex, { config: name, layers }: Parts): ImageLayers {
  const config = read(index, name, configSchema);
  if (config === undefined) throw archiveUnreadable(t('{0} is not there.', name));
  const { diff_ids: diffIds } = config.rootfs;
  if (diffIds.length !== layers.length) {
    const why = t('it names {0} layers and has {1}.', diffIds.length, layers.length);
    throw archiveUnreadable(why);
  }
  const made = config.history.filter((line) => !line.empty_layer);
  return {
    platform: `${config.os}/${config.architecture}`,
    layers: layers.map((layer, at): Layer => {
      const content = contentOf(index, layer);
      if (content === undefined) throw archiveUnreadable(t('{0} is not there.', layer));
      return {
        ...content,
        diffId: diffIds[at] ?? '',
        instruction: made[at]?.created_by ?? '',
        createdAt: made[at]?.created ?? '',
        sizeBytes: content.files.reduce((sum, { size }) => sum + size, 0),
      };
    }),
    empty: emptyInstructions(config.history),
  };
}

function emptyInstructions(
  history: z.infer<typeof configSchema>['history'],
): readonly EmptyInstruction[] {
  let before = 0;
  return history.flatMap(({ empty_layer: isEmpty, created_by: instruction }) => {
    if (isEmpty) return [{ before, instruction }];
    before += 1;
    return [];
  });
}

function dockerParts(index: ArchiveIndex): readonly Parts[] {
  const manifest = read(index, 'manifest.json', dockerManifest) ?? [];
  return manifest.map(({ Config: config, Layers: layers }) => ({ config, layers }));
}

/** An index may name indexes; attestations, which are no images, come with an unknown platform. */
const deepest = 4;

function ociParts(index: ArchiveIndex, name: string, depth: number): readonly Parts[] {
  if (depth > deepest) throw archiveUnreadable(t('its indexes lead on and on.'));
  const list = read(index, name, indexSchema);
  if (list !== undefined) {
    return list.manifests
      .filter(({ platform }) => platform?.architecture !== 'unknown')
      .flatMap(({ digest }) => ociParts(index, blob(digest), depth + 1));
  }
  const manifest = read(index, name, manifestSchema);
  if (manifest === undefined) return [];
  const { config, layers } = manifest;
  return [{ config: blob(config.digest), layers: layers.map(({ digest }) => blob(digest)) }];
}

function blob(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function contentOf(index: ArchiveIndex, name: string): LayerContent | undefined {
  return index.layers.get(followed(index, name));
}

/** The old `docker save` writes a layer once, and links to it where it comes again. */
function followed({ layers, links }: ArchiveIndex, name: string): string {
  const target = layers.has(name) ? undefined : links.get(name);
  return target === undefined ? name : posix.join(posix.dirname(name), target);
}

function read<T>({ texts }: ArchiveIndex, name: string, schema: z.ZodType<T>): T | undefined {
  const text = texts.get(name);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    throw archiveUnreadable(t('{0} is no JSON.', name), error);
  }
}
