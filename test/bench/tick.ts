import { docker } from '../session/docker.ts';
import { openPlace, taskOf } from '../session/tinyLab.ts';
import type { Figure } from './figure.ts';

const tries = 100;
const goalMs = 300;

/** From the moment at which the engine has the volume that a task asks for to the state that a page is sent. */
export async function benchTick(): Promise<readonly Figure[]> {
  await using place = await openPlace();
  const session = await place.open();
  const relay = session.shell().env['DOCKER_HOST'] ?? '';
  const delaysMs: number[] = [];
  try {
    for (let count = 0; count < tries; count++) {
      await session.resetLab();
      const ticked = new Promise<number>((resolve) => {
        const subscription = session.onDidChange((state) => {
          if (taskOf(state, 'made').status !== 'passed') return;
          subscription.dispose();
          resolve(Date.now());
        });
      });
      let createdAt = NaN;
      const subscription = place.engine.onDidHappen(({ type, action, id, at }) => {
        if (type === 'volume' && action === 'create' && id === place.volume) createdAt = at;
      });
      await docker(relay, 'volume', 'create', place.volume);
      const tickedAt = await ticked;
      subscription.dispose();
      delaysMs.push(tickedAt - createdAt);
    }
  } finally {
    await session.remove();
  }
  delaysMs.sort((a, b) => a - b);
  const at = (share: number): number => delaysMs[Math.ceil(tries * share) - 1] ?? NaN;
  return [
    { name: 'state true → tick, median', value: at(0.5), unit: 'ms' },
    {
      name: `state true → tick, 95 % of ${tries}`,
      value: at(0.95),
      unit: 'ms',
      goal: `at most ${goalMs}`,
      isReached: at(0.95) <= goalMs,
    },
  ];
}
