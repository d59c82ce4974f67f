import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { serviceLabel } from '../../engine/swarm.ts';
import type { OwnedObject } from '../../session/state.ts';

/** Something that an engine holds. */
interface Held {
  /** Kind and ID. */
  readonly key: string;
  readonly createdAt: number;
  /** Nobody asked for it by a name: the engine made it on the way, as a failed build leaves containers and images. */
  readonly isByTheWay: boolean;
}

/** Everything that an engine holds, by a line that says what. */
export type Inventory = ReadonlyMap<string, Held>;

/** Reads everything that the engine holds; nothing where there is none. */
export async function readInventory(
  engine: Engine | undefined,
  signal: AbortSignal,
): Promise<Inventory> {
  if (engine === undefined) return new Map();
  const [containers, networks, volumes, images, services, swarm] = await Promise.all([
    engine.containers(signal),
    engine.networks(signal),
    engine.volumes(signal),
    engine.images(signal),
    engine.swarm.services(signal),
    engine.swarm.membership(signal),
  ]);
  return new Map([
    ...containers.map(({ id, name, createdAt, image, labels }) => {
      // A build's containers are made from a step's image, which has no name; a service's by the swarm.
      const isBuilds = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(image);
      return line('container', name, id, createdAt, isBuilds || serviceLabel in labels);
    }),
    ...services.map(({ id, name, createdAt }) => line('service', name, id, createdAt, false)),
    ...(swarm.nodeId === '' ? [] : [line('swarm', 'swarm', swarm.nodeId, swarm.createdAt, false)]),
    ...networks.map(({ id, name }) => line('network', name, id, '', false)),
    ...volumes.map(({ name, createdAt }) =>
      line('volume', name, name, createdAt, /^[0-9a-f]{64}$/.test(name)),
    ),
    ...images.flatMap(({ id, tags, createdAt }) =>
      tags.length === 0
        ? [line('image', '<none>', id, createdAt, true)]
        : tags.map((tag) => line('image', tag, id, createdAt, false)),
    ),
  ]);
}

/** When the lab's commands ran, in milliseconds, and what is known to have been made by them. */
export interface Traces {
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  /** Kind and ID of everything that the session owned at any time. */
  readonly owned: ReadonlySet<string>;
}

/**
 * What `after` has and `before` had not, and the lab made: it was owned at any time, or the engine made it by the way
 * while a command of the lab ran. Others use the engine too; what they made is theirs.
 */
export function leftOver(
  before: Inventory,
  after: Inventory,
  { spans, owned }: Traces,
): readonly string[] {
  // The engine tells times of volumes in whole seconds.
  const isFromHere = ({ key, isByTheWay, createdAt }: Held): boolean =>
    owned.has(key) ||
    (isByTheWay && spans.some(({ from, to }) => createdAt >= from - 1_000 && createdAt <= to));
  return [...after]
    .filter(([name, held]) => !before.has(name) && isFromHere(held))
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

function line(
  kind: string,
  name: string,
  id: string,
  createdAt: string,
  isByTheWay: boolean,
): [string, Held] {
  const held = { key: `${kind} ${id}`, createdAt: Date.parse(createdAt), isByTheWay };
  return [`${kind} ${name} ${id}`, held];
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
