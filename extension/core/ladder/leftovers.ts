import type { Engine } from '../engine/engine.ts';
import { isRunning } from './isRunning.ts';

const label = 'isolab.ladder';

/** On every container that a measurement makes: the process that removes it. */
export const ownLabels = { [label]: String(process.pid) } as const;

/** Removes the containers of measurements that are over, this process's own and those of processes that are no more. */
export async function removeLeftovers(engine: Engine, signal: AbortSignal): Promise<void> {
  for (const { id, labels } of await engine.containers(signal)) {
    const owner = labels[label];
    if (owner === undefined) continue;
    if (Number(owner) === process.pid || !isRunning(Number(owner))) {
      await engine.removeContainer(id, signal);
    }
  }
}
