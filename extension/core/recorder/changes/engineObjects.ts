import { t } from '../../base/l10n.ts';
import type { EngineEvent } from '../../engine/facts.ts';
import type { HeardEvent } from '../attribution/sceneOf.ts';
import type { Unnumbered } from '../attribution/fold.ts';
import type { ChangeEntry } from '../recording.ts';
import { readable, type Known } from './ties.ts';

/** What the engine announced of its containers, networks, volumes and images; each at its own time. */
export function describeEngineObjects(
  happened: readonly HeardEvent[],
  known: Known,
): readonly Unnumbered<ChangeEntry>[] {
  return happened.flatMap(({ at, event }) => {
    const described = describe(event, known);
    if (described === undefined) return [];
    const [kind, sentence] = described;
    const { type, id } = event;
    const isContainer = type === 'container';
    const isHere = isContainer && event.action !== 'destroy';
    return {
      lane: 'changes',
      ...{ at, kind, sentence },
      isTied: isTied(event, known),
      ...(isContainer ? { container: id } : {}),
      ...(isHere ? { focus: `${known.prefix}container:${id}` } : {}),
    };
  });
}

function isTied({ type, id, name, attributes }: EngineEvent, known: Known): boolean {
  const container = type === 'container' ? id : attributes['container'];
  if (container !== undefined) return known.isAll || known.containers.has(container);
  return known.isAll || known.speaksOf(id, name);
}

function describe(
  { type, action, id, name, attributes }: EngineEvent,
  { nameOf }: Known,
): readonly [string, string] | undefined {
  const words = readable(name === '' ? id.slice(0, 12) : name);
  switch (`${type} ${action}`) {
    case 'container create':
      return [
        'container-created',
        t(
          'The container {0} was made, of the image {1}.',
          words,
          readable(attributes['image'] ?? ''),
        ),
      ];
    case 'container start':
      return ['container-started', t('The container {0} was started.', words)];
    case 'container die':
      return [
        'container-ended',
        t(
          'The container {0} ended with exit code {1}.',
          words,
          readable(attributes['exitCode'] ?? '?'),
        ),
      ];
    case 'container oom':
      return ['container-oom', t('The container {0} ran out of memory.', words)];
    case 'container pause':
      return ['container-paused', t('The container {0} was paused.', words)];
    case 'container unpause':
      return ['container-resumed', t('The container {0} goes on.', words)];
    case 'container rename':
      return [
        'container-renamed',
        t('The container {0} is called {1} now.', readable(attributes['oldName'] ?? ''), words),
      ];
    case 'container destroy':
      return ['container-removed', t('The container {0} was removed.', words)];
    case 'network create':
      return ['network-created', t('The network {0} was made.', words)];
    case 'network destroy':
      return ['network-removed', t('The network {0} was removed.', words)];
    case 'network connect':
      return [
        'network-connected',
        t(
          'The container {0} was connected to the network {1}.',
          nameOf(attributes['container'] ?? ''),
          words,
        ),
      ];
    case 'network disconnect':
      return [
        'network-disconnected',
        t(
          'The container {0} was disconnected from the network {1}.',
          nameOf(attributes['container'] ?? ''),
          words,
        ),
      ];
    case 'volume create':
      return ['volume-created', t('The volume {0} was made.', words)];
    case 'volume destroy':
      return ['volume-removed', t('The volume {0} was removed.', words)];
    case 'image pull':
      return ['image-pulled', t('The image {0} was fetched.', words)];
    case 'image load':
    case 'image import':
      return ['image-loaded', t('The image {0} was loaded.', words)];
    case 'image tag':
      return ['image-tagged', t('The image {0} got its name.', words)];
    case 'image untag':
      return ['image-untagged', t('The image {0} lost a name.', words)];
    case 'image delete':
      return ['image-removed', t('The image {0} was removed.', words)];
    default:
      return undefined;
  }
}
