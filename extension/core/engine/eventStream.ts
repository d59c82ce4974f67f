import { setTimeout as wait } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { engineNotAnswering } from '../base/errors.ts';
import { Emitter } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import type { EngineEvent, EngineStatus } from './facts.ts';
import { linesOf } from './lines.ts';
import { parseEngineEvent } from './parse/engineEvent.ts';

/** First and longest pause between two tries to reach an engine that went away: a restart of dockerd takes seconds. */
const firstPauseMs = 100;
const longestPauseMs = 3000;

/**
 * What the engine announces, for as long as it is not disposed. When the connection ends it comes back by itself;
 * what happened meanwhile is not told again, so an event `daemon` / `reconnected` says: read everything anew.
 */
export class EventStream implements AsyncDisposable {
  readonly #happened = new Emitter<EngineEvent>();
  readonly #statusChanged = new Emitter<EngineStatus>();
  readonly #end = new AbortController();
  readonly #client: Dockerode;
  readonly #address: string;
  readonly #log: Log;
  #status: EngineStatus = { status: 'up' };
  #running: Promise<void> = Promise.resolve();

  readonly onDidHappen = this.#happened.event;
  readonly onDidChangeStatus = this.#statusChanged.event;

  private constructor(client: Dockerode, address: string, log: Log) {
    this.#client = client;
    this.#address = address;
    this.#log = log;
  }

  /** Resolves once the engine has taken the subscription: what happens from then on is told. */
  static async open(
    client: Dockerode,
    address: string,
    log: Log,
    signal: AbortSignal,
  ): Promise<EventStream> {
    const events = new EventStream(client, address, log);
    const giveUp = (): void => events.#end.abort();
    signal.addEventListener('abort', giveUp);
    try {
      events.#running = events.#follow(await events.#subscribe());
      return events;
    } finally {
      // The signal was for the asking: the stream lives on without it.
      signal.removeEventListener('abort', giveUp);
    }
  }

  get status(): EngineStatus {
    return this.#status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#running;
    this.#happened.dispose();
    this.#statusChanged.dispose();
  }

  #subscribe(): Promise<NodeJS.ReadableStream> {
    return this.#client.getEvents({ abortSignal: this.#end.signal });
  }

  async #follow(first: NodeJS.ReadableStream): Promise<void> {
    let stream: NodeJS.ReadableStream | undefined = first;
    while (stream !== undefined) {
      const cause = await this.#tellAll(stream);
      if (this.#end.signal.aborted) return;
      this.#setDown(cause);
      stream = await this.#reconnect();
      if (stream === undefined) return;
      this.#setStatus({ status: 'up' });
      this.#tell(reconnected());
    }
  }

  /** Tells event by event until the stream ends; gives why it ended. */
  async #tellAll(stream: NodeJS.ReadableStream): Promise<unknown> {
    try {
      for await (const line of linesOf(stream)) {
        const event = parseLine(line);
        if (event === undefined) this.#log.debug(`event not understood: ${line}`);
        else this.#tell(event);
      }
      return undefined;
    } catch (error) {
      return error;
    }
  }

  async #reconnect(): Promise<NodeJS.ReadableStream | undefined> {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        await wait(pauseMs, undefined, { signal: this.#end.signal });
        return await this.#subscribe();
      } catch (error) {
        if (this.#end.signal.aborted) return undefined;
        this.#setDown(error);
      }
    }
  }

  #tell(event: EngineEvent): void {
    try {
      this.#happened.fire(event);
    } catch (error) {
      this.#log.error('a listener of engine events failed', error);
    }
  }

  #setDown(cause: unknown): void {
    if (this.#status.status === 'down') return;
    const { message, fix } = engineNotAnswering(this.#address, cause);
    this.#log.warn(message);
    this.#setStatus({ status: 'down', message, fix });
  }

  #setStatus(status: EngineStatus): void {
    this.#status = status;
    try {
      this.#statusChanged.fire(status);
    } catch (error) {
      this.#log.error('a listener of the engine status failed', error);
    }
  }
}

function parseLine(line: string): EngineEvent | undefined {
  try {
    return parseEngineEvent(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function reconnected(): EngineEvent {
  return {
    type: 'daemon',
    action: 'reconnected',
    id: '',
    name: '',
    attributes: {},
    at: Date.now(),
  };
}
