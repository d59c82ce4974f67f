import { setTimeout as delay } from 'node:timers/promises';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineReference } from './events.ts';

/** By this network tasks reach the outside; it belongs to the node, and stays when the node leaves the swarm. */
const bridge = 'docker_gwbridge';

/** The engine makes it a second after it came into a swarm, and not at all where it cannot. */
const bridgeLimitMs = 5_000;

/** The swarm that the engine is in now, and the bridge that came with it. */
export async function readSwarm(
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly EngineReference[]> {
  const { nodeId, createdAt } = await engine.swarm.membership(signal);
  if (nodeId === '') return [];
  const network = await waitForBridge(engine, signal);
  const isNew = network !== undefined && Date.parse(network.createdAt) > Date.parse(createdAt);
  return [
    { kind: 'swarm', id: nodeId, name: 'swarm' },
    ...(isNew ? [{ kind: 'network', id: network.id, name: bridge } as const] : []),
  ];
}

type Bridge = Awaited<ReturnType<Engine['network']>>;

async function waitForBridge(engine: Engine, signal: AbortSignal): Promise<Bridge> {
  const limit = timeLimit(bridgeLimitMs);
  for (;;) {
    const network = await engine.network(bridge, signal);
    if (network !== undefined || limit.aborted) return network;
    // Of all networks this is the one that the engine does not announce (20.10).
    await delay(100, undefined, { signal });
  }
}
