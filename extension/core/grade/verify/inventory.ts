import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import type { OwnedObject } from '../../session/state.ts';

/** Everything that an engine holds: a line that says what, and when that came to be. */
export type Inventory = ReadonlyMap<string, number>;

/** Reads everything that the engine holds. */
export async function readInventory(engine: Engine, signal: AbortSignal): Promise<Inventory> {
  const [containers, networks, volumes, images] = await Promise.all([
    engine.containers(signal),
    engine.networks(signal),
    engine.volumes(signal),
    engine.images(signal),
  ]);
  return new Map([
    ...containers.map(({ id, name, createdAt }) => line('container', `${name} ${id}`, createdAt)),
    ...networks.map(({ id, name }) => line('network', `${name} ${id}`, '')),
    ...volumes.map(({ name, createdAt }) => line('volume', name, createdAt)),
    ...images.flatMap(({ id, tags, createdAt }) =>
      (tags.length === 0 ? ['<none>'] : tags).map((tag) =>
        line('image', `${tag} ${id}`, createdAt),
      ),
    ),
  ]);
}

/** What `after` has and `before` had not, leaving out what is older than `since`: others use the engine too. */
export function leftOver(before: Inventory, after: Inventory, since: number): readonly string[] {
  return [...after]
    .filter(([name, createdAt]) => !before.has(name) && !(createdAt < since - 1_000))
    .map(([name]) => name);
}

/** What a session owns and the learner's files, as lines that are equal when the states are: names, not IDs. */
export async function fingerprint(
  owned: readonly OwnedObject[],
  workFolder: string,
): Promise<readonly string[]> {
  const objects = owned.map(({ kind, name, state }) => `${kind} ${name} ${state}`.trim());
  return [...objects.sort(), ...(await readFiles(workFolder, ''))];
}

function line(kind: string, name: string, createdAt: string): [string, number] {
  return [`${kind} ${name}`, Date.parse(createdAt)];
}

async function readFiles(folder: string, path: string): Promise<readonly string[]> {
  const names = (await readdir(join(folder, path))).sort();
  const lines = await Promise.all(names.map((name) => readEntry(folder, join(path, name))));
  return lines.flat();
}

async function readEntry(folder: string, path: string): Promise<readonly string[]> {
  const full = join(folder, path);
  const status = await lstat(full);
  const mode = (status.mode & 0o7777).toString(8);
  if (status.isDirectory()) return [`folder ${path} ${mode}`, ...(await readFiles(folder, path))];
  if (status.isSymbolicLink()) return [`link ${path} ${await readlink(full)}`];
  if (!status.isFile()) return [`other ${path} ${mode}`];
  const hash = createHash('sha256')
    .update(await readFile(full))
    .digest('hex');
  return [`file ${path} ${mode} ${hash}`];
}
