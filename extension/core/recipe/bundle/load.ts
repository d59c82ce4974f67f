import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import { bundleUnusable, IsolabError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Progress } from '../build.ts';
import { manifestName, parseManifest, type BundleManifest } from './manifest.ts';

/** A manifest is some kilobytes; a file of that name that is longer is none. */
const maxManifestBytes = 1024 * 1024;

/**
 * Loads the images of a bundle into the engine, without a network. Nothing is loaded of a file that is no bundle, is
 * cut or damaged, or was made for another kind of processor.
 */
export async function loadBundle(
  engine: Engine,
  path: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<BundleManifest> {
  progress(t('Checking {0}', path));
  const manifest = await checkBundle(path, signal);
  await checkArchitecture(engine, path, manifest, signal);
  progress(t('Loading {0} images', manifest.images.length));
  await engine.imageStore.load(createReadStream(path), progress, signal);
  for (const { tag } of manifest.images) {
    const image = await engine.image(tag, signal);
    if (image === undefined) throw bundleUnusable(path, t('the engine did not take {0}', tag));
  }
  return manifest;
}

/** Reads the whole file and compares it with its manifest. */
async function checkBundle(path: string, signal: AbortSignal): Promise<BundleManifest> {
  let found: Awaited<ReturnType<typeof readEntries>>;
  try {
    const entries = extract();
    const reading = pipeline(createReadStream(path), entries, { signal });
    [found] = await Promise.all([readEntries(entries), reading]);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsolabError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw bundleUnusable(path, t('it cannot be read as a tar ({0})', reason), error);
  }
  const manifest = parseManifest(found.manifest);
  if (manifest === undefined) {
    throw bundleUnusable(
      path,
      t('there is no {0} at its end: it is cut, or from elsewhere', manifestName),
    );
  }
  for (const [name, digest] of Object.entries(manifest.digests)) {
    if (found.digests[name] !== digest) throw bundleUnusable(path, t('{0} is damaged', name));
  }
  for (const name of Object.keys(found.digests)) {
    if (!(name in manifest.digests)) throw bundleUnusable(path, t('{0} was added to it', name));
  }
  return manifest;
}

async function readEntries(
  entries: Extract,
): Promise<{ manifest: string; digests: Record<string, string> }> {
  const digests: Record<string, string> = {};
  let manifest = '';
  for await (const entry of entries) {
    const { name, type, size } = entry.header;
    const isManifest = name === manifestName && size <= maxManifestBytes;
    const hash = createHash('sha256');
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (isManifest) manifest += chunk.toString();
    }
    if (type === 'file' && !isManifest) digests[name] = hash.digest('hex');
  }
  return { manifest, digests };
}

async function checkArchitecture(
  engine: Engine,
  path: string,
  { architecture }: BundleManifest,
  signal: AbortSignal,
): Promise<void> {
  const own = familiar((await engine.info(signal)).architecture);
  if (own === architecture || own === '' || architecture === '') return;
  throw bundleUnusable(
    path,
    t('it is for {0} processors, and this engine runs on {1}', architecture, own),
  );
}

/** The engine names its processor as `uname -m` does, an image as Go does. */
function familiar(architecture: string): string {
  return { x86_64: 'amd64', aarch64: 'arm64' }[architecture] ?? architecture;
}
