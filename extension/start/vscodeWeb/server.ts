import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { vscodeWebDidNotStart } from '../errors.ts';
import { hear } from '../hear.ts';
import { folderArgs } from './home.ts';
import type { VscodeWeb } from './prepare.ts';

/** All that one VS Code keeps: settings, state and extensions are folders in `home`. */
export interface ServerOptions {
  readonly home: string;
  /** What a browser must show to be let in; without it everybody on this machine is. */
  readonly token?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Further options of VS Code's server. */
  readonly args?: readonly string[];
}

/** A running VS Code for the browser, on the loopback address. Disposing it ends it with all that it started. */
export interface VscodeServer extends AsyncDisposable {
  readonly port: number;
  /** Resolves when the server has ended, wanted or not. */
  readonly ended: Promise<void>;
}

/** Starts VS Code's server and waits until it listens. */
export async function startServer(
  { node, serverMain }: VscodeWeb,
  options: ServerOptions,
  signal: AbortSignal,
): Promise<VscodeServer> {
  const temporary = path.join(options.home, 'tmp');
  await mkdir(temporary, { recursive: true });
  signal.throwIfAborted();
  const server = spawn(
    node,
    [
      serverMain,
      ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
      ...(await tokenArgs(options)),
      ...['--accept-server-license-terms', '--disable-telemetry', '--disable-experiments'],
      ...folderArgs(options.home),
      ...(options.args ?? []),
    ],
    {
      // Of its own group, so that it can be ended with all its children, and not by a Ctrl+C meant for us.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        SHELL: '/bin/bash',
        // VS Code leaves sockets behind in both.
        TMPDIR: temporary,
        XDG_RUNTIME_DIR: temporary,
        NODE_OPTIONS: undefined,
        ...options.env,
      },
    },
  );
  const ended = once(server, 'close').then(() => undefined);
  const endNow = (): void => {
    signalGroup(server, 'SIGKILL');
  };
  process.once('exit', endNow);
  const end = async (): Promise<void> => {
    signalGroup(server, 'SIGTERM');
    await Promise.race([ended, delay(graceMs, undefined, { ref: false })]);
    endNow();
    await ended;
    process.off('exit', endNow);
  };
  try {
    const port = await listeningPort(server, signal);
    return { port, ended, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

const graceMs = 5_000;

function signalGroup({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch {
    // The group is gone.
  }
}

/** The token goes through a file: arguments can be read by everybody on the machine. */
async function tokenArgs({ home, token }: ServerOptions): Promise<string[]> {
  if (token === undefined) return ['--without-connection-token'];
  const file = path.join(home, 'token');
  await writeFile(file, token, { mode: 0o600 });
  return ['--connection-token-file', file];
}

/** The port that the server says it listens on. */
async function listeningPort(
  { stdout, stderr }: ServerProcess,
  signal: AbortSignal,
): Promise<number> {
  const words = new PassThrough();
  stdout.pipe(words);
  stderr.pipe(words);
  const { found, last } = await hear(words, portIn, signal);
  if (found !== undefined) return found;
  signal.throwIfAborted();
  throw vscodeWebDidNotStart(last.join('\n'));
}

function portIn(line: string): number | undefined {
  const [, port] = /^Extension host agent listening on (\d+)/.exec(line) ?? [];
  return port === undefined ? undefined : Number(port);
}

type ServerProcess = ChildProcess & { stdout: Readable; stderr: Readable };
