import type { Disposable } from '../base/event.ts';
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
  const limit = AbortSignal.any([signal, AbortSignal.timeout(bridgeLimitMs)]);
  let listener: Disposable | undefined;
  const made = new Promise<void>((resolve) => {
    listener = engine.onDidHappen(({ type, name }) => {
      if (type === 'network' && name === bridge) resolve();
    });
    limit.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    const before = await engine.network(bridge, signal);
    if (before !== undefined) return before;
    await made;
    return await engine.network(bridge, signal);
  } finally {
    listener?.dispose();
  }
}
