import type { Entry, Recording } from '../../../extension/core/recorder/recording.ts';

/** What Isolation shows of an entry: its container, else its process; undefined where neither has a place there. */
export function targetOf(
  entry: Entry,
  { machine }: Pick<Recording, 'machine'>,
): string | undefined {
  if (entry.lane === 'changes') return entry.focus;
  const isGuest = machine !== 'host' && machine !== 'workbench';
  const container = entry.container ?? (entry.lane === 'api' ? containerOf(entry) : undefined);
  if (container !== undefined && !isGuest) return `container:${container}`;
  if (entry.lane === 'api') return undefined;
  return isGuest ? `guest:${machine}/pid:${entry.pid}` : `pid:${entry.pid}`;
}

function containerOf({ created, path }: Entry & { lane: 'api' }): string | undefined {
  const made = created.find(({ kind }) => kind === 'container');
  return made?.id ?? /^\/containers\/(?!create|json|prune)([^/]+)/.exec(path)?.[1];
}
