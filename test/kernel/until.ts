import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is not `undefined`; the kernel announces nothing that could be waited for. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await pause(50);
  }
  throw new Error(`waited in vain for ${what}`);
}
