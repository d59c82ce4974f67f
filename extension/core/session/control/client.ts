import { connect } from 'node:net';
import { once } from 'node:events';
import { IsolabError, sessionNotReached } from '../../base/errors.ts';
import type { SessionState } from '../state.ts';
import { controlReply, readLine, type ControlReply, type ControlRequest } from './messages.ts';
import type { Controlled } from './server.ts';

const maxReplyBytes = 16 * 1024 * 1024;
/** A check may wait for one that is going on, and each may take its 15 seconds. */
const limitMs = 60_000;

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
    return new RemoteSession(path, await ask(path, { ask: 'state' }, signal), signal);
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

  /** Nothing is held between two requests. */
  async [Symbol.asyncDispose](): Promise<void> {}

  async #ask(request: Asked): Promise<void> {
    this.#state = await ask(this.#path, request, this.#signal);
  }
}

async function ask(path: string, request: Asked, signal: AbortSignal): Promise<SessionState> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const reply = await exchange(path, JSON.stringify({ v: 1, ...request }), limit).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      throw sessionNotReached(error instanceof Error ? error.message : String(error), error);
    },
  );
  if ('state' in reply) return reply.state;
  const { code, message, fix } = reply.error;
  throw new IsolabError(code, message, fix);
}

async function exchange(path: string, line: string, signal: AbortSignal): Promise<ControlReply> {
  signal.throwIfAborted();
  const socket = connect(path).on('error', () => {});
  const abort = (): void => void socket.destroy(new Error('no answer in time'));
  signal.addEventListener('abort', abort);
  try {
    await once(socket, 'connect');
    const answer = readLine(socket, maxReplyBytes);
    socket.write(`${line}\n`);
    const result = controlReply.safeParse(JSON.parse(await answer));
    if (!result.success) throw new Error('its answer is none that this version of Isolab knows');
    return result.data;
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}
