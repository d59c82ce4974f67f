import type { Recording } from '../../recorder/recording.ts';
import type { World } from '../world.ts';
import type { IdsOf } from './details.ts';

/**
 * Which IDs these names stand for: of containers made in the recordings, of those that calls name there, and of one
 * that is there now. The engine is asked only for a name that the recordings do not know.
 */
export async function findContainerIds(
  names: readonly string[],
  recordings: readonly Recording[],
  world: Pick<World, 'container'>,
): Promise<IdsOf> {
  const found = new Map<string, ReadonlySet<string>>();
  for (const name of new Set(names)) {
    const recorded = recordings.flatMap((recording) => idsIn(recording, name));
    const now = recorded.length > 0 ? undefined : await world.container(name);
    found.set(name, new Set([name, ...recorded, ...(now === undefined ? [] : [now.id])]));
  }
  return (name) => found.get(name) ?? new Set();
}

function idsIn({ entries }: Recording, name: string): readonly string[] {
  return entries.flatMap((entry) => {
    if (entry.lane !== 'api') return [];
    const made = entry.created.filter((each) => each.kind === 'container' && each.name === name);
    const isNamed =
      entry.path.startsWith(`/containers/${name}/`) || entry.path === `/containers/${name}`;
    const named = isNamed && entry.container !== undefined ? [entry.container] : [];
    return [...made.map(({ id }) => id), ...named];
  });
}
