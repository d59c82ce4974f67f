import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { timeLimit } from '../core/base/timeLimit.ts';
import { dockerdDidNotStart } from './errors.ts';
import { hear } from './hear.ts';

const limitMs = 60_000;

/**
 * Starts Docker's daemon with its defaults and waits until it listens. Disposing it stops it, as its own Ctrl+C would:
 * containers that run are stopped with it.
 */
export async function startDockerd(signal: AbortSignal): Promise<AsyncDisposable> {
  signal.throwIfAborted();
  const daemon = spawn('dockerd', [], {
    // Of its own group: a Ctrl+C on the terminal is for us, and we stop it when VS Code has ended.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
  const ended = once(daemon, 'close').then(() => undefined);
  const dispose = async (): Promise<void> => {
    daemon.kill();
    await ended;
  };
  const isListening = (line: string): true | undefined =>
    line.includes('API listen on') || undefined;
  const limit = AbortSignal.any([signal, timeLimit(limitMs)]);
  const { found, last } = await hear(daemon.stderr, isListening, limit);
  if (found === true) return { [Symbol.asyncDispose]: dispose };
  await dispose();
  signal.throwIfAborted();
  throw dockerdDidNotStart(last.join('\n'));
}
