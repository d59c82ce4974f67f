import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack, type Header } from 'tar-stream';

/** An entry of an archive: a path that ends in a slash is a folder. */
export type Entry = Partial<Header> & { readonly name: string; readonly text?: string };

/** A tar with these entries. */
export async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const { text = '', ...header } of entries) {
    const type = header.type ?? (header.name.endsWith('/') ? 'directory' : 'file');
    tar.entry({ ...header, type }, type === 'file' ? text : '');
  }
  tar.finalize();
  return Buffer.concat(await Readable.from(tar).toArray());
}

/** An archive as `docker save` wrote it up to version 24: one image with these layers. */
export async function dockerArchive(layers: readonly Buffer[]): Promise<Buffer> {
  const names = layers.map((_, index) => `${index}/layer.tar`);
  const manifest = [{ Config: 'config.json', RepoTags: ['test:1'], Layers: names }];
  return tarOf([
    ...layers.map((layer, index) => file(names[index] ?? '', layer)),
    { name: 'config.json', text: config(layers) },
    { name: 'manifest.json', text: JSON.stringify(manifest) },
  ]);
}

/** The OCI layout of one image, whose index is named by an index; layers are stored as `compress` leaves them. */
export async function ociArchive(
  layers: readonly Buffer[],
  compress: (layer: Buffer) => Buffer,
): Promise<Buffer> {
  const stored = layers.map(compress);
  const image = Buffer.from(config(layers));
  const manifest = Buffer.from(
    JSON.stringify({ config: descriptor(image), layers: stored.map(descriptor) }),
  );
  const attestation = { architecture: 'unknown', os: 'unknown' };
  const inner = Buffer.from(
    JSON.stringify({
      manifests: [
        { ...descriptor(Buffer.from('nothing')), platform: attestation },
        { ...descriptor(manifest), platform: { architecture: 'amd64', os: 'linux' } },
      ],
    }),
  );
  const index = JSON.stringify({ manifests: [descriptor(inner)] });
  const blobs = [image, manifest, inner, ...stored];
  return tarOf([
    { name: 'blobs/sha256/' },
    ...blobs.map((blob) => file(`blobs/${descriptor(blob).digest.replace(':', '/')}`, blob)),
    { name: 'index.json', text: index },
    { name: 'oci-layout', text: '{"imageLayoutVersion":"1.0.0"}' },
  ]);
}

function file(name: string, content: Buffer): Entry {
  // latin1 would be encoded anew: the pack takes a Buffer where the type says text.
  return { name, text: content as unknown as string };
}

function config(layers: readonly Buffer[]): string {
  return JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { diff_ids: layers.map((layer) => descriptor(layer).digest) },
    history: [
      ...layers.map((_, index) => ({ created_by: `RUN ${index}` })),
      { created_by: 'CMD ["sh"]', empty_layer: true },
    ],
  });
}

function descriptor(blob: Buffer): { readonly digest: string; readonly size: number } {
  const digest = `sha256:${createHash('sha256').update(blob).digest('hex')}`;
  return { digest, size: blob.length };
}
