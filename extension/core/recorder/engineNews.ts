import type { Disposable } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import { findEngineProcess } from '../machine/engineIsHere.ts';
import type { HeardEvent } from './attribution/sceneOf.ts';
import { ContainerNames } from './containerNames.ts';

/** The engine, as far as a recorder asks it. */
export type RecordedEngine = Pick<Engine, 'endpoint' | 'onDidHappen' | 'containers' | 'info'>;

const mostEvents = 2_000;
const limitMs = 10_000;

/** What the engine announced lately, and what is known of it. */
export class EngineNews implements Disposable {
  readonly names = new ContainerNames();
  readonly #engine: RecordedEngine | undefined;
  readonly #log: Log;
  readonly #subscription: Disposable | undefined;
  #events: HeardEvent[] = [];
  #version: string | undefined;
  #process: number | undefined;

  /** `heard` is told of each event after it is kept. */
  constructor(engine: RecordedEngine | undefined, heard: (event: HeardEvent) => void, log: Log) {
    this.#engine = engine;
    this.#log = log;
    this.#subscription = engine?.onDidHappen((event) => {
      this.names.hear(event);
      if (event.action === 'reconnected') void this.learn();
      const news = { at: Date.now(), event };
      this.#events.push(news);
      if (this.#events.length > 2 * mostEvents) this.#events = this.#events.slice(-mostEvents);
      heard(news);
    });
  }

  get version(): string | undefined {
    return this.#version;
  }

  /** Its process, where that is on this machine. */
  get process(): number | undefined {
    return this.#process;
  }

  since(at: number): readonly HeardEvent[] {
    return this.#events.filter((each) => each.at >= at);
  }

  /** Learns what it is now: after a restart its process is another. Never rejects. */
  async learn(): Promise<void> {
    if (this.#engine === undefined) return;
    const limit = timeLimit(limitMs);
    try {
      this.#process = await findEngineProcess(this.#engine.endpoint);
      this.#version = (await this.#engine.info(limit)).version;
      for (const container of await this.#engine.containers(limit)) this.names.know(container);
    } catch (error) {
      this.#log.warn(`the recorder does not know the engine: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#subscription?.dispose();
  }
}
