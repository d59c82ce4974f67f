import type { Engine } from '../engine/engine.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { Created } from '../engine/relay/recordedCall.ts';
import type { EngineReference } from './events.ts';
import type { OwnedObject } from './state.ts';
import { readSwarm } from './ownedSwarm.ts';

/** What a recorded call made, as references that name it exactly; empty when it is gone already. */
export async function readMade(
  engine: Engine,
  created: Created,
  signal: AbortSignal,
): Promise<readonly EngineReference[]> {
  const { kind, id, name } = created;
  if (kind === 'image') {
    const image = await engine.image(name === '' ? id : name, signal);
    return image === undefined ? [] : [{ kind, id: image.id, name }];
  }
  if (kind === 'swarm') return readSwarm(engine, signal);
  if (kind === 'secret' || kind === 'config') {
    const shared = await engine.swarm.sharedName(kind, id, signal);
    return shared === undefined ? [] : [{ kind, id, name: shared }];
  }
  if (kind !== 'container') return [{ kind, id, name }];
  const container = await engine.container(id, signal);
  // A container that removes itself may be gone by now.
  if (container === undefined) return [];
  return [
    { kind, id: container.id, name: container.name },
    ...(await readVolumesMadeWith(engine, container, signal)),
  ];
}

/** The object of the engine as it is now; undefined when it is gone, or when its name belongs to another by now. */
export async function findOwned(
  engine: Engine,
  own: EngineReference,
  signal: AbortSignal,
): Promise<OwnedObject | undefined> {
  const { kind, id, name } = own;
  switch (kind) {
    case 'container': {
      const facts = await engine.container(id, signal);
      if (facts === undefined) return undefined;
      const { name, state, createdAt } = facts;
      return { ...own, name, state, createdAt, networks: Object.keys(facts.networks).sort() };
    }
    case 'network':
      return (await engine.network(id, signal)) && { ...own, state: '', createdAt: '' };
    case 'volume': {
      const facts = await engine.volume(name, signal);
      return facts && { ...own, state: '', createdAt: facts.createdAt };
    }
    case 'image': {
      const facts = await engine.image(id, signal);
      if (facts === undefined) return undefined;
      const { tags, createdAt } = facts;
      if (tags.length > 0 && !tags.includes(name)) return undefined;
      // A build that took the tag away leaves this image without any.
      const isUntagged = tags.length === 0 && name !== '';
      return { ...own, state: isUntagged ? 'untagged' : '', createdAt };
    }
    case 'service': {
      const facts = await engine.swarm.service(id, signal);
      if (facts === undefined) return undefined;
      const { image, replicas, createdAt } = facts;
      const state = replicas === undefined ? image : `${image} × ${replicas}`;
      return { ...own, state, createdAt };
    }
    case 'secret':
    case 'config': {
      const isThere = (await engine.swarm.sharedName(kind, id, signal)) !== undefined;
      return isThere ? { ...own, state: '', createdAt: '' } : undefined;
    }
    case 'swarm': {
      const { nodeId, state, createdAt } = await engine.swarm.membership(signal);
      return nodeId === id && state !== 'inactive' ? { ...own, state, createdAt } : undefined;
    }
  }
}

/** Removes one object, by its ID wherever it has one. */
export async function removeObject(
  engine: Engine,
  { kind, id, name }: EngineReference,
  signal: AbortSignal,
): Promise<void> {
  switch (kind) {
    case 'container':
      return engine.removeContainer(id, signal);
    case 'network':
      return engine.removeNetwork(id, signal);
    case 'volume':
      return engine.removeVolume(name, signal);
    case 'image': {
      const facts = await engine.image(id, signal);
      return engine.removeImage(facts?.tags.includes(name) === true ? name : id, signal);
    }
    case 'service':
      return engine.swarm.removeService(id, signal);
    case 'secret':
    case 'config':
      return engine.swarm.removeShared(kind, id, signal);
    case 'swarm':
      return engine.swarm.leave(signal);
  }
}

/**
 * Volumes that the engine made for this container: anonymous ones, and named ones that `-v name:/path` brought into
 * being. They are mounted in it and no older than it (both times are the engine's; volumes have theirs in whole seconds).
 */
async function readVolumesMadeWith(
  engine: Engine,
  container: ContainerFacts,
  signal: AbortSignal,
): Promise<readonly EngineReference[]> {
  const createdSecond = Math.floor(Date.parse(container.createdAt) / 1000);
  const names = container.mounts.flatMap(({ type, name }) =>
    type === 'volume' ? (name ?? []) : [],
  );
  const volumes = await Promise.all(names.map((name) => engine.volume(name, signal)));
  return volumes
    .filter((volume) => volume !== undefined)
    .filter(({ createdAt }) => Date.parse(createdAt) / 1000 >= createdSecond)
    .map(({ name }) => ({ kind: 'volume', id: name, name }));
}
