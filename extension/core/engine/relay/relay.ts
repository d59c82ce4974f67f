import { chmod, mkdir, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { relayPathTaken, relayPathTooLong } from '../../base/errors.ts';
import { Emitter, type Event } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import { connect } from '../connect.ts';
import type { Endpoint } from '../endpoint.ts';
import { joinConnection, type Hold } from './connection.ts';
import { describeAsked, describeCalls, describeHeard } from './describe.ts';
import type { Exchange, Stage } from './exchange.ts';
import { Listener } from './listener.ts';
import type { AskedCall, HeardCall, RecordedCall } from './recordedCall.ts';

/** `sun_path` holds 108 bytes with the final zero on Linux, 104 on macOS (unix(7), unix(4)). */
const maxPathBytes = process.platform === 'darwin' ? 103 : 107;

/** Is done before a call that may make something reaches the engine; the call waits for it. */
export type BeforeCreate = (asked: AskedCall) => Promise<void>;

/**
 * The lab terminal's DOCKER_HOST: passes everything unchanged to the engine and tells which calls went through. Only
 * this user can connect to it. On Windows the path is a named pipe.
 */
export async function openRelay(
  endpoint: Endpoint,
  socketPath: string,
  log: Log,
  beforeCreate?: BeforeCreate,
): Promise<Relay> {
  const isPipe = socketPath.startsWith('\\\\');
  if (!isPipe) await makeRoom(socketPath);
  const relay = new Relay(endpoint, isPipe, socketPath, log, beforeCreate);
  await relay.listen();
  return relay;
}

/** A relay that listens. Disposing ends the connections that go through it, and removes the socket. */
export class Relay implements AsyncDisposable {
  readonly dockerHost: string;
  readonly onDidCall: Event<RecordedCall>;
  /** Tells each call as it goes on: asked, answered, ended. */
  readonly onDidHear: Event<HeardCall>;
  readonly #called = new Emitter<RecordedCall>();
  readonly #heard = new Emitter<HeardCall>();
  readonly #endpoint: Endpoint;
  readonly #socketPath: string;
  readonly #isPipe: boolean;
  readonly #log: Log;
  readonly #beforeCreate: BeforeCreate | undefined;
  readonly #server: Server;
  readonly #connections = new Set<Duplex>();
  #count = 0;
  #closed: Promise<void> | undefined;

  constructor(
    endpoint: Endpoint,
    isPipe: boolean,
    socketPath: string,
    log: Log,
    beforeCreate: BeforeCreate | undefined,
  ) {
    this.#beforeCreate = beforeCreate;
    this.#endpoint = endpoint;
    this.#isPipe = isPipe;
    this.#socketPath = socketPath;
    this.#log = log;
    this.dockerHost = isPipe
      ? `npipe://${socketPath.replaceAll('\\', '/')}`
      : `unix://${socketPath}`;
    this.onDidCall = this.#called.event;
    this.onDidHear = this.#heard.event;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
      void this.#accept(client);
    });
  }

  /** Starts listening; call once. */
  async listen(): Promise<void> {
    this.#server.listen(this.#socketPath);
    await once(this.#server, 'listening');
    this.#server.on('error', (error) => this.#log.error('the relay failed', error));
    if (!this.#isPipe) await chmod(this.#socketPath, 0o600);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const connection of this.#connections) connection.destroy();
      this.#called.dispose();
      this.#heard.dispose();
    });
    return this.#closed;
  }

  async #accept(client: Socket): Promise<void> {
    this.#hold(client);
    client.on('error', (error) => this.#log.debug(`relay, client: ${error.message}`));
    try {
      const engine = await connect(this.#endpoint);
      this.#hold(engine);
      engine.on('error', (error) => this.#log.debug(`relay, engine: ${error.message}`));
      if (client.destroyed) {
        engine.destroy();
        return;
      }
      const { listener, hold } = this.#listen();
      joinConnection(client, engine, listener, hold);
    } catch (error) {
      // Without an engine the client sees a connection that closes at once, and says so in its own words.
      this.#log.warn(`relay: no connection to ${this.#endpoint.address}: ${String(error)}`);
      client.destroy();
    }
  }

  #hold(connection: Duplex): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  #listen(): { readonly listener: Listener; readonly hold: Hold } {
    const connection = ++this.#count;
    let held: Promise<void> | undefined;
    const listener = new Listener({
      hear: (stage, call) => this.#quietly(() => this.#hear(stage, connection, call)),
      beforeCreate: (call) => {
        // Whatever goes wrong here, the learner's call goes on.
        const announced = this.#beforeCreate?.(describeAsked(call)).catch((error: unknown) =>
          this.#log.error('a call could not be announced', error),
        );
        const earlier = held;
        held = earlier === undefined ? announced : earlier.then(() => announced);
      },
      lose: (reason) =>
        this.#log.warn(`relay: one connection is not listened to any more: ${reason}`),
    });
    const hold = (): Promise<void> | undefined => {
      const now = held;
      held = undefined;
      return now;
    };
    return { listener, hold };
  }

  #hear(stage: Stage, connection: number, call: Exchange): void {
    const heard = describeHeard(stage, connection, call);
    this.#quietly(() => this.#heard.fire(heard));
    for (const each of describeCalls(heard)) this.#quietly(() => this.#called.fire(each));
  }

  /** Whoever fails at what was heard: the connection goes on. */
  #quietly(tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log.error('what the relay heard could not be told', error);
    }
  }
}

/** A folder that only this user can enter, and no socket of a relay that died in the way. */
async function makeRoom(socketPath: string): Promise<void> {
  if (Buffer.byteLength(socketPath) > maxPathBytes)
    throw relayPathTooLong(socketPath, maxPathBytes);
  const folder = dirname(socketPath);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (await isAnswered(socketPath)) throw relayPathTaken(socketPath);
  await rm(socketPath, { force: true });
}

async function isAnswered(path: string): Promise<boolean> {
  try {
    const socket = await connect({
      kind: 'unix',
      path,
      address: `unix://${path}`,
      source: 'setting',
    });
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}
