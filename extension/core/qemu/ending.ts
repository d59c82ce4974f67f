import { setTimeout as delay } from 'node:timers/promises';
import { timeLimit } from '../base/timeLimit.ts';
import { powerDown } from './guest.ts';
import type { RunningVm } from './running.ts';

const powerDownLimitMs = 15_000;
const quitLimitMs = 3_000;
/** What is left of a VM is taken away also after the caller has given up. */
export const cleanUpLimitMs = 30_000;

/** Asks a guest to power down and waits for it; one that does not has to be ended without its help. */
export async function askToPowerDown(running: RunningVm, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, timeLimit(powerDownLimitMs)]);
  try {
    await powerDown(running.agent, limit);
    await within(powerDownLimitMs, running.process.ended);
  } catch {
    signal.throwIfAborted();
  }
}

/** Ends QEMU, which writes out its disks first where it still can. */
export async function endQemu({ qmp, process }: RunningVm): Promise<void> {
  await qmp.ask('quit', {}, timeLimit(quitLimitMs)).catch(() => {}); // it may be gone while it says so
  await within(quitLimitMs, process.ended).catch(() => process.kill());
}

/** Closes what leads to a QEMU. */
export async function disconnect({ qmp, agent }: RunningVm): Promise<void> {
  await qmp[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
}

/** Makes sure that a QEMU has ended, and takes away what leads to it. */
export async function removeQemu(running: RunningVm): Promise<void> {
  await running.process.kill();
  await disconnect(running);
  await running.place.files.remove(running.sockets, timeLimit(cleanUpLimitMs));
}

/** Gives up after this time. An end that is only looked for would not keep this process alive; the timer does. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const over = delay(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`it took longer than ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    timer.abort();
    over.catch(() => {}); // it was not waited for
  }
}
