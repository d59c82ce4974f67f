import type { Duplex } from 'node:stream';
import type { z } from 'zod';
import { qmpLost, qmpNotUnderstood, qmpRefused } from '../../base/vmErrors.ts';
import { Emitter, type Event } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import { answers } from './answers.ts';
import { Lines } from './lines.ts';
import { parseMessage, type Message, type QmpEvent } from './message.ts';

interface Pending {
  readonly command: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * One connection to QEMU's monitor, after its own client (python/qemu/qmp): greeting, capabilities, then answers by
 * id and events apart. When the connection ends, every command that waits fails, and so does every later one.
 */
export class QmpClient implements AsyncDisposable {
  readonly onDidHappen: Event<QmpEvent>;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #happened = new Emitter<QmpEvent>();
  readonly #stream: Duplex;
  readonly #vm: string;
  readonly #log: Log;
  readonly #lines = new Lines();
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #lost: unknown;
  #greeted: () => void = () => {};

  private constructor(stream: Duplex, vm: string, log: Log) {
    this.#stream = stream;
    this.#vm = vm;
    this.#log = log;
    this.onDidHappen = this.#happened.event;
    this.ended = new Promise((resolve) => {
      stream.once('close', () => {
        this.#end(qmpLost(vm));
        resolve();
      });
    });
    stream.on('error', (error) => this.#end(qmpLost(vm, error)));
    stream.on('data', (chunk: Buffer) => this.#read(chunk));
  }

  /** Leaves the negotiation mode of a connection just made; rejects when nothing greets there, or not QMP. */
  static async open(stream: Duplex, vm: string, log: Log, signal: AbortSignal): Promise<QmpClient> {
    const client = new QmpClient(stream, vm, log);
    const greeting = new Promise<void>((resolve) => (client.#greeted = resolve));
    const stop = (): void => client.#end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      await Promise.race([greeting, client.ended]);
      await client.ask('qmp_capabilities', {}, signal);
      return client;
    } catch (error) {
      stream.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Runs one of the commands in use and gives its answer, checked; rejects as `execute` does. */
  async ask<C extends keyof typeof answers>(
    command: C,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<z.infer<(typeof answers)[C]>> {
    const answer = answers[command].safeParse(await this.execute(command, args, signal));
    if (!answer.success) throw qmpNotUnderstood(this.#vm, command, answer.error);
    // What its schema has parsed is of its type; TypeScript cannot follow the index.
    return answer.data as z.infer<(typeof answers)[C]>;
  }

  /** Runs any command and gives what it returns; rejects with QEMU's own words, or when the connection ends. */
  execute(
    command: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    if (this.#lost !== undefined) return Promise.reject(asError(this.#lost));
    if (signal.aborted) return Promise.reject(asError(signal.reason));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#take(id)?.reject(signal.reason);
      const settle = (): void => signal.removeEventListener('abort', abort);
      signal.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, {
        command,
        resolve: (value) => (settle(), resolve(value)),
        reject: (error) => (settle(), reject(asError(error))),
      });
      this.#stream.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  /**
   * The first event from now on that `isIt` accepts: call it before the command that causes it. Rejects when the
   * connection ends first.
   */
  next(isIt: (event: QmpEvent) => boolean, signal: AbortSignal): Promise<QmpEvent> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        listener.dispose();
        signal.removeEventListener('abort', abort);
      };
      const abort = (): void => (settle(), reject(asError(signal.reason)));
      const listener = this.onDidHappen((event) => {
        if (!isIt(event)) return;
        settle();
        resolve(event);
      });
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      void this.ended.then(() => (settle(), reject(asError(this.#lost))));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stream.destroy();
    await this.ended;
    this.#happened.dispose();
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#lines.take(chunk)) this.#hear(parseMessage(message));
    } catch (error) {
      this.#end(qmpLost(this.#vm, error));
    }
  }

  #hear(message: Message): void {
    switch (message.type) {
      case 'greeting':
        return this.#greeted();
      case 'event':
        return this.#announce(message.event);
      case 'answer':
        return this.#take(message.id)?.resolve(message.value);
      case 'error': {
        // QEMU leaves the id out where it could not read the command; commands are answered in order.
        const id = message.id ?? this.#pending.keys().next().value;
        const pending = id === undefined ? undefined : this.#take(id);
        return pending?.reject(qmpRefused(pending.command, message.description));
      }
    }
  }

  // A listener that fails is no fault of the connection.
  #announce(event: QmpEvent): void {
    try {
      this.#happened.fire(event);
    } catch (error) {
      this.#log.error(`a listener to ${event.name} of ${this.#vm} failed`, error);
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #end(why: unknown): void {
    if (this.#lost !== undefined) return;
    this.#lost = why;
    this.#stream.destroy();
    for (const { reject } of this.#pending.values()) reject(why);
    this.#pending.clear();
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
