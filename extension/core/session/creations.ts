import * as z from 'zod';
import type { Engine } from '../engine/engine.ts';
import { withTag } from '../engine/naming.ts';
import { redactArgs } from '../base/redact.ts';
import { solvePath } from '../engine/relay/exchange.ts';
import type { AskedCall } from '../engine/relay/recordedCall.ts';
import type { OwnedReference } from './events.ts';
import type { JournalFact } from './journal.ts';
import { readMade } from './ownedObject.ts';
import type { Creation } from './progress.ts';

type Wanted = Pick<Creation, 'kind' | 'name' | 'image' | 'command'>;

/**
 * What a call is about to make, to be journaled before the call reaches the engine: should this process die before
 * the answer comes, the next one finds what was made.
 */
export async function describeCreations(
  asked: AskedCall,
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly JournalFact[]> {
  return Promise.all(
    wantedBy(asked).map(async (wanted): Promise<JournalFact> => {
      const before = await findNamed(engine, wanted, signal);
      return { type: 'creating', creation: asked.id, ...wanted, before: before ?? '' };
    }),
  );
}

/** What such a call made, if it did: of that name, and not what had the name before; else alike and no older. */
export async function findMade(
  { kind, name, before, image, command, at }: Creation,
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly OwnedReference[]> {
  if (name !== '') {
    const id = await findNamed(engine, { kind, name }, signal);
    const isNew = id !== undefined && id !== before;
    return isNew ? readMade(engine, { kind, id, name }, signal) : [];
  }
  if (kind !== 'container') return [];
  const alike = (await engine.containers(signal)).filter(
    (container) =>
      container.image === image &&
      (command === undefined || String(redactArgs(container.command)) === String(command)) &&
      Date.parse(container.createdAt) >= at - clockSkewMs,
  );
  // More than one: somebody else made the same at the same time, and nobody can tell which is whose.
  const [only, ...others] = alike;
  return only === undefined || others.length > 0
    ? []
    : readMade(engine, { kind, id: only.id, name: only.name }, signal);
}

/** The engine's clock may be another machine's. */
const clockSkewMs = 1_000;

async function findNamed(
  engine: Engine,
  { kind, name }: Pick<Wanted, 'kind' | 'name'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (name === '') return undefined;
  switch (kind) {
    case 'container':
      return (await engine.container(name, signal))?.id;
    case 'network':
      return (await engine.network(name, signal))?.id;
    case 'volume':
      return (await engine.volume(name, signal))?.name;
    case 'image':
      return (await engine.image(name, signal))?.id;
    case 'service':
      return (await engine.swarm.service(name, signal))?.id;
    case 'swarm':
      return (await engine.swarm.membership(signal)).nodeId || undefined;
    // Nobody heard their names.
    case 'secret':
    case 'config':
      return undefined;
  }
}

const containerRequest = z.object({ Image: z.string(), Cmd: z.array(z.string()).nullish() });
const namedRequest = z.object({ Name: z.string().optional() });

function wantedBy({ path, query, request }: AskedCall): readonly Wanted[] {
  const named = namedRequest.safeParse(request).data?.Name ?? '';
  switch (path) {
    case '/containers/create': {
      const { Image: image, Cmd } = containerRequest.safeParse(request).data ?? {};
      return [
        {
          kind: 'container',
          name: query['name'] ?? '',
          ...(image === undefined ? {} : { image }),
          ...(Cmd ? { command: Cmd } : {}),
        },
      ];
    }
    case '/networks/create':
      return [{ kind: 'network', name: named }];
    case '/volumes/create':
      return [{ kind: 'volume', name: named }];
    case '/services/create':
      return [{ kind: 'service', name: named }];
    case '/swarm/init':
    case '/swarm/join':
      return [{ kind: 'swarm', name: 'swarm' }];
    case '/build':
    case solvePath:
      return (query['t'] ?? '').split(',').filter(Boolean).map(imageNamed);
    case '/images/create':
      return [query['fromImage'] ?? query['repo'] ?? '']
        .filter(Boolean)
        .map((repository) =>
          imageNamed(query['tag'] === undefined ? repository : `${repository}:${query['tag']}`),
        );
    default:
      return /^\/images\/.+\/tag$|^\/commit$/.test(path) && query['repo']
        ? [imageNamed(query['tag'] ? `${query['repo']}:${query['tag']}` : query['repo'])]
        : [];
  }
}

function imageNamed(reference: string): Wanted {
  return { kind: 'image', name: withTag(reference) };
}
