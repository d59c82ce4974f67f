import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { dockerdDidNotStart } from './errors.ts';

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
  const lines: string[] = [];
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    for await (const line of createInterface({ input: daemon.stderr, signal: timeout })) {
      if (line.includes('API listen on')) {
        daemon.stderr.resume();
        return { [Symbol.asyncDispose]: dispose };
      }
      lines.push(line);
    }
  } catch (error) {
    signal.throwIfAborted();
    await dispose();
    throw dockerdDidNotStart(lines.slice(-5).join('\n'), error);
  }
  if (signal.aborted) await dispose();
  signal.throwIfAborted();
  throw dockerdDidNotStart(lines.slice(-5).join('\n'));
}
