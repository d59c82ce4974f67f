import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from '../../base/log.ts';
import { tapeEvents } from './events.ts';
import type { TapeSource } from './reader.ts';
import { tapeScript } from './script.ts';

/** Runs the tape's script on this kernel, as a child of this process that outlives a signal to its group. */
export function startTapeHere(log: Log): TapeSource {
  const name = `isolab-${crypto.randomUUID()}`;
  const child = spawn('sh', ['-c', tapeScript, 'isolab-tape', name, 'gathered', ...tapeEvents], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.once('error', (error) => child.stdout.destroy(error));
  child.stderr.on('data', (said: Buffer) => log.warn(`the tape says: ${said.toString()}`));
  return {
    method: 'in-process',
    gathers: true,
    input: child.stdin,
    output: child.stdout,
    [Symbol.asyncDispose]: async () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.stdout.destroy();
      child.kill();
      await once(child, 'exit');
    },
  };
}
