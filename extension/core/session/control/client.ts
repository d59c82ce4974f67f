import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { IsolabError, sessionNotReached } from '../../base/errors.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import type { Ladder } from '../../ladder/rung.ts';
import type { Console } from '../../machine/consoles.ts';
import type { Report } from '../../machine/equipment.ts';
import type { MachineKind } from '../../machine/kind.ts';
import type { Recording, RecordingHead } from '../../recorder/recording.ts';
import type { SessionState } from '../state.ts';
import type { VmAnswer, VmRequest } from '../vmRequest.ts';
import { controlReply, readLine, type ControlReply, type ControlRequest } from './messages.ts';
import type { Controlled } from './server.ts';

const maxReplyBytes = 64 * 1024 * 1024;
/** A check may wait for one that is going on, and each may take its 15 seconds. */
const limitMs = 60_000;
/** What is done to VMs tells its progress, and whoever asked may cancel it. */
const longLimitMs = 30 * 60_000;

type Unversioned<Each> = Each extends unknown ? Omit<Each, 'v'> : never;
type Asked = Unversioned<ControlRequest>;

/** A session that another process has open, as far as that process lets others at it. */
export class RemoteSession implements Controlled, AsyncDisposable {
  readonly #path: string;
  readonly #signal: AbortSignal;
  #state: SessionState;

  private constructor(path: string, state: SessionState, signal: AbortSignal) {
    this.#path = path;
    this.#state = state;
    this.#signal = signal;
  }

  /** Reaches the session that listens on this path. */
  static async reach(path: string, signal: AbortSignal): Promise<RemoteSession> {
    const { state } = await ask(path, { ask: 'state' }, limitMs, signal);
    return new RemoteSession(path, state, signal);
  }

  get state(): SessionState {
    return this.#state;
  }

  checkNow(): Promise<void> {
    return this.#ask({ ask: 'check' });
  }

  answer(question: string, text: string): Promise<void> {
    return this.#ask({ ask: 'answer', question, text });
  }

  hint(task: string): Promise<void> {
    return this.#ask({ ask: 'hint', task });
  }

  goTo(step: number): Promise<void> {
    return this.#ask({ ask: 'go-to', step });
  }

  changeMachine(kind: MachineKind): Promise<void> {
    return this.#ask({ ask: 'machine', kind }, longLimitMs);
  }

  keepLadder(ladder: Ladder): Promise<void> {
    return this.#ask({ ask: 'ladder', ladder });
  }

  async vm(request: VmRequest, report: Report, signal: AbortSignal): Promise<VmAnswer> {
    const reply = await ask(this.#path, { ask: 'vm', request }, longLimitMs, signal, report);
    this.#state = reply.state;
    return reply.answer ?? { said: [] };
  }

  async openConsole(vm: string, number: number | undefined, signal: AbortSignal): Promise<Console> {
    const asked: Asked = { ask: 'console', vm, ...(number === undefined ? {} : { number }) };
    const { socket, reply } = await exchange(this.#path, asked, signal, () => {});
    if (!('console' in reply)) {
      socket.destroy();
      throw 'error' in reply ? toError(reply.error) : sessionNotReached('it gave no console');
    }
    return {
      number: reply.console,
      stream: socket,
      resize: (rows, columns) =>
        this.#ask({ ask: 'console-size', vm, number: reply.console, rows, columns }),
      [Symbol.dispose]: () => void socket.destroy(),
    };
  }

  /** What its commands did, the newest first. */
  async recordings(): Promise<readonly RecordingHead[]> {
    const reply = await askOnce(this.#path, { ask: 'recordings' }, limitMs, this.#signal);
    return 'recordings' in reply ? reply.recordings : unexpected();
  }

  /** One of them; undefined when it is not kept any more. */
  async recording(id: string): Promise<Recording | undefined> {
    const reply = await askOnce(this.#path, { ask: 'recording', id }, limitMs, this.#signal);
    return 'recording' in reply ? (reply.recording ?? undefined) : unexpected();
  }

  /** Nothing is held between two requests. */
  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(request: Asked, withinMs = limitMs): Promise<void> {
    this.#state = (await ask(this.#path, request, withinMs, this.#signal)).state;
  }
}

type Done = Extract<ControlReply, { state: SessionState }>;

async function ask(...asked: Parameters<typeof askOnce>): Promise<Done> {
  const reply = await askOnce(...asked);
  return 'state' in reply ? reply : unexpected();
}

async function askOnce(
  path: string,
  request: Asked,
  withinMs: number,
  signal: AbortSignal,
  report: Report = () => {},
): Promise<ControlReply> {
  const limit = AbortSignal.any([signal, timeLimit(withinMs)]);
  const { socket, reply } = await exchange(path, request, limit, report).catch((error: unknown) => {
    signal.throwIfAborted();
    throw sessionNotReached(error instanceof Error ? error.message : String(error), error);
  });
  socket.destroy();
  if ('error' in reply) throw toError(reply.error);
  return reply;
}

function unexpected(): never {
  throw sessionNotReached('it gave another answer');
}

function toError({ code, message, fix }: { code: string; message: string; fix: string }): Error {
  return new IsolabError(code, message, fix);
}

/** Asks, passes on progress, and gives the reply with the connection that it came on. */
async function exchange(
  path: string,
  request: Asked,
  signal: AbortSignal,
  report: Report,
): Promise<{ readonly socket: Socket; readonly reply: ControlReply }> {
  signal.throwIfAborted();
  const socket = connect(path).on('error', () => {});
  const abort = (): void => void socket.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', abort);
  try {
    await once(socket, 'connect');
    socket.write(`${JSON.stringify({ v: 1, ...request })}\n`);
    for (;;) {
      const result = controlReply.safeParse(JSON.parse(await readLine(socket, maxReplyBytes)));
      if (!result.success) throw new Error('its answer is none that this version of Isolab knows');
      if (!('progress' in result.data)) return { socket, reply: result.data };
      report(result.data.progress);
    }
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
