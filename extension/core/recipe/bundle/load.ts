import { createReadStream } from 'node:fs';
import { bundleUnusable } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Progress } from '../build.ts';
import { findGuest } from '../guest/guestImage.ts';
import { ownArch } from '../guest/guestRecipe.ts';
import { checkBundle } from './check.ts';
import { takeGuest } from './guests.ts';
import type { BundleManifest } from './manifest.ts';

/** Where what is in a bundle goes. */
export interface BundleTargets {
  /** Asked only for a bundle with images in it. */
  readonly engine: (signal: AbortSignal) => Promise<Engine>;
  readonly cacheFolder: string;
}

/**
 * Takes in what is in a bundle, without a network: guests into the cache, then images into the engine. Nothing is
 * taken of a file that is no bundle, is cut or damaged, or was made for another kind of processor.
 */
export async function loadBundle(
  path: string,
  { engine: openEngine, cacheFolder }: BundleTargets,
  progress: Progress,
  signal: AbortSignal,
): Promise<BundleManifest> {
  progress(t('Checking {0}', path));
  const manifest = await checkBundle(path, signal);
  const { images, guests } = manifest;
  for (const { arch } of guests) checkArchitecture(path, arch, ownArch(), t('this machine'));
  for (const name of guests) {
    if ((await findGuest(cacheFolder, name)) !== undefined) continue;
    progress(t('Loading the guest {0}', name.variant));
    await takeGuest(path, name, manifest, cacheFolder, signal);
  }
  if (images.length === 0) return manifest;
  const engine = await openEngine(signal);
  const { architecture } = await engine.info(signal);
  checkArchitecture(path, manifest.architecture, familiar(architecture), t('this engine'));
  progress(t('Loading {0} images', images.length));
  await engine.imageStore.load(createReadStream(path), progress, signal);
  for (const { tag } of images) {
    const image = await engine.image(tag, signal);
    if (image === undefined) throw bundleUnusable(path, t('the engine did not take {0}', tag));
  }
  return manifest;
}

function checkArchitecture(path: string, wanted: string, own: string, who: string): void {
  if (own === wanted || own === '' || wanted === '') return;
  throw bundleUnusable(path, t('it is for {0} processors, and {1} runs on {2}', wanted, who, own));
}

/** The engine names its processor as `uname -m` does, an image as Go does. */
function familiar(architecture: string): string {
  return { x86_64: 'amd64', aarch64: 'arm64' }[architecture] ?? architecture;
}
