import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { IsolabError, sessionNotReached } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { relaySocketPath } from '../../engine/relay/socketPath.ts';
import type { SessionState } from '../state.ts';
import { controlRequest, readLine, type ControlReply, type ControlRequest } from './messages.ts';

/** What can be done with an open session, in this process or from another. */
export interface Controlled {
  readonly state: SessionState;
  checkNow(): Promise<void>;
  answer(question: string, text: string): Promise<void>;
  hint(task: string): Promise<void>;
  goTo(step: number): Promise<void>;
}

/** Where the session in this folder listens for other processes; next to its relay's socket. */
export function controlPath(sessionFolder: string, env: NodeJS.ProcessEnv): string {
  return relaySocketPath(join(sessionFolder, 'control'), env);
}

/** The socket on which an open session answers other processes of the same user. Who listens must hold the lock. */
export class ControlServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #log: Log;
  readonly #clients = new Set<Socket>();
  #session: Controlled | undefined;

  private constructor(log: Log) {
    this.#log = log;
    this.#server = createServer({ allowHalfOpen: true }, (client) => void this.#serve(client));
  }

  /** Listens; the folder of the path is this user's alone. A socket that is there belongs to a process that died. */
  static async open(path: string, log: Log): Promise<ControlServer> {
    const isPipe = path.startsWith('\\\\');
    if (!isPipe) await rm(path, { force: true });
    const control = new ControlServer(log);
    control.#server.listen(path);
    await once(control.#server, 'listening');
    control.#server.on('error', (error) => log.error('the control socket failed', error));
    if (!isPipe) await chmod(path, 0o600);
    return control;
  }

  /** Answers for this session from now on. */
  serve(session: Controlled): void {
    this.#session = session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const client of this.#clients) client.destroy();
    await closed;
  }

  async #serve(client: Socket): Promise<void> {
    this.#clients.add(client);
    client.once('close', () => this.#clients.delete(client));
    client.on('error', (error) => this.#log.debug(`control socket: ${error.message}`));
    const reply = await this.#reply(client);
    // What more it may send is read and dropped: a close with bytes unread would take the reply along.
    if (!client.destroyed) client.resume().end(`${JSON.stringify(reply)}\n`);
  }

  async #reply(client: Socket): Promise<ControlReply> {
    try {
      const line = await readLine(client, maxRequestBytes);
      const request = controlRequest.parse(JSON.parse(line));
      if (this.#session === undefined) throw new Error('the session is not open yet');
      await obey(request, this.#session);
      return { v: 1, state: this.#session.state };
    } catch (error) {
      const { code, message, fix } =
        error instanceof IsolabError ? error : sessionNotReached(describe(error));
      return { v: 1, error: { code, message, fix } };
    }
  }
}

const maxRequestBytes = 64 * 1024;

async function obey(request: ControlRequest, session: Controlled): Promise<void> {
  switch (request.ask) {
    case 'state':
      return;
    case 'check':
      return session.checkNow();
    case 'answer':
      return session.answer(request.question, request.text);
    case 'hint':
      return session.hint(request.task);
    case 'go-to':
      return session.goTo(request.step);
  }
}

// Why a request was not understood is for a programmer; zod's own message is a page of JSON.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'ZodError' ? 'the request is none that it knows' : error.message;
}
