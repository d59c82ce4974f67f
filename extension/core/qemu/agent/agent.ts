import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { IsolabError, isError } from '../../base/errors.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import { agentLost, agentRefused } from '../../base/vmErrors.ts';
import { unlessAborted } from '../../base/unlessAborted.ts';
import { Replies } from './replies.ts';

const returnSchema = z.object({ return: z.unknown() });
const replySchema = z.union([z.object({ error: z.object({ desc: z.string() }) }), returnSchema]);

// Longer than an agent takes under emulation on a busy machine; it answers everything at once.
const limitMs = 20_000;
/** How long an agent may take to agree before it is asked again. */
const firstPatienceMs = 4_000;

/** Who waits for an answer, and whether this one is theirs. */
interface Waiting {
  accepts(reply: string): boolean;
  resolve(reply: string): void;
  reject(error: unknown): void;
}

/**
 * The QEMU guest agent of one VM (docs/interop/qemu-ga-ref). Its protocol has no ids: one command at a time, and
 * after anything that may have left an answer behind, a sync first. It connects by itself, again too.
 */
export class GuestAgent implements AsyncDisposable {
  readonly #vm: string;
  readonly #connect: (signal: AbortSignal) => Promise<Duplex>;
  readonly #replies = new Replies();
  readonly #closing = new AbortController();
  #stream: Duplex | undefined;
  #isSynced = false;
  #impatience = new AbortController();
  #blocked: Error | undefined;
  #syncId = Math.floor(Math.random() * 2 ** 31);
  #last: Promise<unknown> = Promise.resolve();
  #waiting: Waiting | undefined;

  constructor(vm: string, connect: (signal: AbortSignal) => Promise<Duplex>) {
    this.#vm = vm;
    this.#connect = connect;
  }

  /**
   * Forgets what was agreed: the guest has gone back to an earlier moment, was moved, or boots. Nobody in it knows any
   * more of a question that was asked before.
   */
  desync(): void {
    this.#isSynced = false;
    this.#blocked = undefined;
    this.#waiting?.reject(agentLost(this.#vm));
  }

  /**
   * It has ended, and the next one knows nothing of what this one was asked. Whoever waits for an agent to come goes
   * on waiting.
   */
  ended(): void {
    if (!this.#isSynced) return;
    this.#isSynced = false;
    this.#waiting?.reject(agentLost(this.#vm));
  }

  /** It has come: whoever waits for it asks at once, and not when their patience ends. */
  came(): void {
    this.#impatience.abort();
  }

  /** Fails what waits, and all that is asked until `desync`, with this reason: the guest stands still. */
  block(why: Error): void {
    this.#blocked = why;
    this.#drop(why);
  }

  /** The error for who waits for something that the agent will not tell any more. */
  lost(cause: unknown): IsolabError {
    return agentLost(this.#vm, cause);
  }

  /** Waits until the agent answers, however long the guest boots. */
  async ready(signal: AbortSignal): Promise<void> {
    await this.#inTurn(() => this.#sync(signal), signal);
  }

  /** Runs one command of the agent and gives its checked answer; rejects with the agent's own words. */
  async ask<T>(
    command: string,
    args: Readonly<Record<string, unknown>>,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T> {
    return this.#inTurn(async () => {
      const limit = timeLimit(limitMs);
      const either = AbortSignal.any([signal, limit, this.#closing.signal]);
      try {
        if (!this.#isSynced) await this.#sync(either);
        const text = await this.#exchange({ execute: command, arguments: args }, either);
        return schema.parse(this.#answerOf(command, JSON.parse(text)));
      } catch (error) {
        if (isError(error, 'agent-refused')) throw error;
        // Whatever else went wrong: the next byte may belong to anything.
        this.#isSynced = false;
        signal.throwIfAborted();
        throw error instanceof IsolabError ? error : agentLost(this.#vm, error);
      }
    }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(agentLost(this.#vm));
    this.#drop(this.#closing.signal.reason);
    await this.#last;
  }

  async #inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.#last;
    const mine = (async () => {
      await unlessAborted(before, signal);
      this.#closing.signal.throwIfAborted();
      signal.throwIfAborted();
      if (this.#blocked !== undefined) throw this.#blocked;
      return work();
    })();
    // The next waits also for who is not waited for any more; a failure is another's.
    this.#last = Promise.allSettled([before, mine]);
    return mine;
  }

  #answerOf(command: string, value: unknown): unknown {
    const reply = replySchema.parse(value);
    if ('error' in reply) throw agentRefused(this.#vm, command, reply.error.desc);
    return reply.return;
  }

  /** Asks again after a while: an agent that has just lost who spoke with it may throw away what comes next. */
  async #sync(signal: AbortSignal): Promise<void> {
    this.#isSynced = false;
    for (let patienceMs = firstPatienceMs; ; patienceMs *= 2) {
      this.#impatience = new AbortController();
      const patience = AbortSignal.any([timeLimit(patienceMs), this.#impatience.signal]);
      try {
        await this.#syncOnce(AbortSignal.any([signal, patience]));
        this.#isSynced = true;
        return;
      } catch (error) {
        if (signal.aborted || !patience.aborted) throw error;
      }
    }
  }

  /** The byte 0xFF makes the agent drop half a command, and begins its answer, so that older answers are told apart. */
  async #syncOnce(signal: AbortSignal): Promise<void> {
    const id = ++this.#syncId;
    const command = { execute: 'guest-sync-delimited', arguments: { id } };
    await this.#open(signal);
    this.#replies.skipToSentinel();
    // A guest that has booted answers all that it was asked meanwhile at once.
    await this.#exchange(command, signal, {
      prefix: [0xff],
      accepts: (text) => returnSchema.safeParse(parseJson(text)).data?.return === id,
    });
  }

  async #open(signal: AbortSignal): Promise<void> {
    if (this.#stream !== undefined) return;
    const stream = await this.#connect(AbortSignal.any([signal, this.#closing.signal]));
    this.#stream = stream;
    const lost = (error?: unknown): void => {
      if (this.#stream === stream) this.#drop(agentLost(this.#vm, error));
    };
    stream.on('error', lost).on('close', () => lost());
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  async #exchange(
    command: object,
    signal: AbortSignal,
    {
      prefix = [],
      accepts = () => true,
    }: { prefix?: readonly number[]; accepts?: Waiting['accepts'] } = {},
  ): Promise<string> {
    await this.#open(signal);
    const reply = this.#reply(signal, accepts);
    this.#stream?.write(Buffer.from([...prefix, ...Buffer.from(`${JSON.stringify(command)}\n`)]));
    return reply;
  }

  async #reply(signal: AbortSignal, accepts: Waiting['accepts']): Promise<string> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        signal.removeEventListener('abort', abort);
        this.#waiting = undefined;
      };
      const abort = (): void => this.#waiting?.reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting = {
        accepts,
        resolve: (reply) => (settle(), resolve(reply)),
        reject: (error) => (
          settle(),
          reject(error instanceof Error ? error : new Error(String(error)))
        ),
      };
    });
  }

  #read(chunk: Buffer): void {
    try {
      // An answer that nobody waits for is a late one, or none that was asked for.
      for (const reply of this.#replies.take(chunk)) {
        if (this.#waiting?.accepts(reply) === true) this.#waiting.resolve(reply);
      }
    } catch (error) {
      this.#drop(agentLost(this.#vm, error));
    }
  }

  #drop(why: unknown): void {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#isSynced = false;
    stream?.destroy();
    this.#waiting?.reject(why);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
