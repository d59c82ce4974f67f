import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Duplex } from 'node:stream';
import { noTerminal } from '../base/errors.ts';
import type { Terminal } from './machine.ts';

/** Runs a line of sh on a terminal of its own, made by script(1). What of it comes from outside stands in `env`. */
export async function openScript(
  line: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Terminal> {
  if (process.platform === 'win32') throw noTerminal('Windows');
  signal.throwIfAborted();
  const child = spawn('script', scriptArguments(line), {
    cwd,
    env: { ...process.env, ...env, SHELL: '/bin/sh', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw noTerminal('script', error);
  }
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on('error', () => {}); // it ends with the shell, whatever is still to be written
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      await endShell(child);
      await ended;
    }
    stream.destroy();
  };
  return { stream, leave: close, [Symbol.asyncDispose]: close };
}

/** A script that is told to end waits two seconds for its shell, which does not listen: so the shell is ended. */
async function endShell(script: ChildProcess): Promise<void> {
  const children = `/proc/${script.pid}/task/${script.pid}/children`;
  const [shell] = (await readFile(children, 'utf8').catch(() => '')).split(' ');
  if (!shell) {
    script.kill('SIGTERM');
    return;
  }
  try {
    process.kill(Number(shell), 'SIGKILL');
  } catch {
    // It has just ended by itself, and script ends with it.
  }
}

function scriptArguments(line: string): readonly string[] {
  return process.platform === 'linux'
    ? ['-qfc', line, '/dev/null']
    : ['-q', '/dev/null', '/bin/sh', '-c', line];
}
