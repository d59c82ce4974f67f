import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { IsolabError, sessionNotReached } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import { relaySocketPath } from '../../engine/relay/socketPath.ts';
import type { Ladder } from '../../ladder/rung.ts';
import type { Console } from '../../machine/consoles.ts';
import type { Report } from '../../machine/equipment.ts';
import type { MachineKind } from '../../machine/kind.ts';
import type { Recorder } from '../../recorder/recorder.ts';
import type { SessionState } from '../state.ts';
import type { VmAnswer, VmRequest } from '../vmRequest.ts';
import { controlRequest, readLine, type ControlReply, type ControlRequest } from './messages.ts';

/** What can be done with an open session, in this process or from another. */
export interface Controlled {
  readonly state: SessionState;
  checkNow(): Promise<void>;
  answer(question: string, text: string): Promise<void>;
  hint(task: string): Promise<void>;
  goTo(step: number): Promise<void>;
  /** Does a lab on a Linux of its own on another kind of machine: it begins anew there. */
  changeMachine(kind: MachineKind): Promise<void>;
  keepLadder(ladder: Ladder): Promise<void>;
  /** Does something with a VM, and tells meanwhile what goes on. */
  vm(request: VmRequest, report: Report, signal: AbortSignal): Promise<VmAnswer>;
  /** Sits down at a console of a VM: the first that is free, unless a number is given. */
  openConsole(vm: string, number: number | undefined, signal: AbortSignal): Promise<Console>;
}

/** A session that other processes are let at. */
export interface Served extends Controlled {
  readonly recorder: Pick<Recorder, 'recordings' | 'recording'>;
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
  readonly #consoles = new Map<string, Console>();
  #session: Served | undefined;

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
  serve(session: Served): void {
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
    const gone = new AbortController();
    client.once('end', () => gone.abort()).once('close', () => gone.abort());
    const write = (reply: ControlReply): void => {
      if (!client.destroyed) client.write(`${JSON.stringify(reply)}\n`);
    };
    try {
      const line = await readLine(client, maxRequestBytes);
      const request = controlRequest.parse(JSON.parse(line));
      if (request.ask === 'console') {
        return await this.#join(client, request, gone.signal, write);
      }
      // What more it may send is read and dropped: so its end is seen, and the reply arrives whole.
      client.resume();
      const report = (progress: string): void => write({ v: 1, progress });
      write(await this.#answer(request, report, gone.signal));
    } catch (error) {
      const { code, message, fix } =
        error instanceof IsolabError ? error : sessionNotReached(describe(error));
      write({ v: 1, error: { code, message, fix } });
    }
    client.resume().end();
  }

  /** Joins a client and a console, until either goes away. */
  async #join(
    client: Socket,
    { vm, number }: Extract<ControlRequest, { ask: 'console' }>,
    gone: AbortSignal,
    write: (reply: ControlReply) => void,
  ): Promise<void> {
    const session = this.#served;
    const limit = AbortSignal.any([gone, timeLimit(consoleLimitMs)]);
    const console = await session.openConsole(vm, number, limit);
    const name = nameOf(vm, console.number);
    this.#consoles.set(name, console);
    write({ v: 1, console: console.number });
    // Who goes away just goes.
    await pipeline(client, console.stream, client, { signal: gone }).catch(() => {});
    this.#consoles.delete(name);
    console[Symbol.dispose]();
    client.destroy();
  }

  get #served(): Served {
    if (this.#session === undefined) throw new Error('the session is not open yet');
    return this.#session;
  }

  async #answer(request: Plain, report: Report, signal: AbortSignal): Promise<ControlReply> {
    const { recorder } = this.#served;
    switch (request.ask) {
      case 'recordings':
        return { v: 1, recordings: recorder.recordings };
      case 'recording':
        return { v: 1, recording: (await recorder.recording(request.id)) ?? null };
      default: {
        const answer = await this.#obey(request, report, signal);
        return { v: 1, state: this.#served.state, ...(answer === undefined ? {} : { answer }) };
      }
    }
  }

  async #obey(
    request: Exclude<Plain, { ask: 'recordings' | 'recording' }>,
    report: Report,
    signal: AbortSignal,
  ): Promise<VmAnswer | undefined> {
    const session = this.#served;
    switch (request.ask) {
      case 'state':
        break;
      case 'check':
        await session.checkNow();
        break;
      case 'answer':
        await session.answer(request.question, request.text);
        break;
      case 'hint':
        await session.hint(request.task);
        break;
      case 'go-to':
        await session.goTo(request.step);
        break;
      case 'machine':
        await session.changeMachine(request.kind);
        break;
      case 'ladder':
        await session.keepLadder(request.ladder);
        break;
      case 'console-size':
        await this.#resize(request);
        break;
      case 'vm':
        return session.vm(request.request, report, signal);
    }
    return undefined;
  }

  async #resize({
    vm,
    number,
    rows,
    columns,
  }: Extract<ControlRequest, { ask: 'console-size' }>): Promise<void> {
    await this.#consoles.get(nameOf(vm, number))?.resize(rows, columns);
  }
}

/** What is asked and answered, with nothing after it. */
type Plain = Exclude<ControlRequest, { ask: 'console' }>;

const maxRequestBytes = 64 * 1024;
const consoleLimitMs = 10_000;
const nameOf = (vm: string, number: number): string => `${vm} ${number}`;

// Why a request was not understood is for a programmer; zod's own message is a page of JSON.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'ZodError' ? 'the request is none that it knows' : error.message;
}
