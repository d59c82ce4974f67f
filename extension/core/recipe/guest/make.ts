import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guestImpossible } from '../../base/errors.ts';
import { findProgram } from '../../base/findProgram.ts';
import type { Progress } from '../build.ts';
import type { GuestRecipe, GuestVariant } from './guestRecipe.ts';

/** Whether this machine can make a guest itself: it takes root, and Debian's tools. */
export function canMakeHere(): boolean {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return isRoot && ['mmdebstrap', 'mke2fs', 'qemu-img'].every((name) => findProgram(name));
}

/** What the script `build` of the recipe is told, after which comes the folder for the result. */
export function buildArguments(
  { suite, variants }: GuestRecipe,
  variant: GuestVariant,
): readonly [suite: string, packages: string, diskMebibytes: string] {
  const { packages, diskMebibytes } = variants[variant];
  return [suite, packages.join(','), String(diskMebibytes)];
}

/** Runs the script `build` of the recipe on this machine; the folder has the guest's files then. */
export async function makeHere(
  recipe: GuestRecipe,
  variant: GuestVariant,
  folder: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  // In a process group of its own, so that what the script has started ends with it.
  const child = spawn(
    'sh',
    [join(recipe.folder, 'build'), ...buildArguments(recipe, variant), folder],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const closed = once(child, 'close') as Promise<[number | null]>;
  const stop = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  // The first complaint is the cause; what follows it says that this step failed, and that one.
  let complaint = '';
  let last = '';
  const tell = (line: string): void => {
    last = line.trim() || last;
    if (line.startsWith('E: ')) complaint ||= line.slice(3);
    progress(line);
  };
  createInterface({ input: child.stdout }).on('line', tell);
  createInterface({ input: child.stderr }).on('line', tell);
  signal.addEventListener('abort', stop);
  try {
    const [code] = await closed;
    signal.throwIfAborted();
    if (code !== 0) throw guestImpossible(variant, complaint || last);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
