import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { bootstrapImpossible } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import type { Progress } from './build.ts';
import { recipeLabel, type Recipe } from './recipe.ts';

/**
 * Makes the first image out of Debian packages: `mmdebstrap` on this machine, then an import. It needs Debian's tools
 * here, and root or user namespaces; the package decides which of both it uses.
 */
export async function bootstrap(
  engine: Engine,
  recipe: Recipe,
  method: { readonly suite: string; readonly packages: readonly string[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const [tag] = recipe.tags;
  const folder = await mkdtemp(join(tmpdir(), 'isolab-image-'));
  try {
    const rootfs = join(folder, 'rootfs.tar');
    progress(t('Fetching Debian packages for {0}', tag));
    await writeRootfs(rootfs, tag, method, progress, signal);
    progress(t('Importing {0}', tag));
    // Only whole: an import of half a tar would succeed, and be half an image.
    await engine.imageStore.import(
      createReadStream(rootfs),
      tag,
      ['CMD ["bash"]', `LABEL ${recipeLabel}=${recipe.hash}`],
      signal,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRootfs(
  path: string,
  tag: string,
  { suite, packages }: { readonly suite: string; readonly packages: readonly string[] },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const child = spawn('mmdebstrap', [...slim, ...include(packages), suite, '-'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  let last = '';
  createInterface({ input: child.stderr }).on('line', (line) => {
    last = line.trim() || last;
    progress(line);
  });
  const closed = once(child, 'close');
  try {
    await pipeline(child.stdout, createWriteStream(path), { signal });
    const [code] = (await closed) as [number | null];
    if (code !== 0) throw new Error(last);
  } catch (error) {
    await closed.catch(() => {});
    signal.throwIfAborted();
    throw bootstrapImpossible(tag, last || String(error), error);
  }
}

/** What a container never reads: manuals, translations, package lists' translations. */
const slim = [
  '--variant=minbase',
  '--aptopt=APT::Install-Recommends "false"',
  '--aptopt=Acquire::Languages "none"',
  '--dpkgopt=path-exclude=/usr/share/man/*',
  '--dpkgopt=path-exclude=/usr/share/doc/*',
  '--dpkgopt=path-include=/usr/share/doc/*/copyright',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
  '--dpkgopt=path-exclude=/usr/share/info/*',
];

function include(packages: readonly string[]): string[] {
  return packages.length === 0 ? [] : [`--include=${packages.join(',')}`];
}
