import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../extension/core/base/log.ts';
import { openRelay, type BeforeCreate } from '../../../extension/core/engine/relay/relay.ts';
import type { HeardCall } from '../../../extension/core/engine/relay/recordedCall.ts';

/** A relay before a server that the test plays, and what the relay tells. */
export interface Relayed extends AsyncDisposable {
  /** A connection of a client's: its socket, and the engine's that belongs to it. */
  connect(): Promise<{ readonly client: Socket; readonly engine: Socket }>;
  readonly told: readonly HeardCall[];
  /** Resolves with the first call for which this holds, whether it was told already or is still to come. */
  heard(is: (call: HeardCall) => boolean): Promise<HeardCall>;
}

export async function relayTo(beforeCreate?: BeforeCreate): Promise<Relayed> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-relayed-'));
  const path = join(folder, 'engine.sock');
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  server.listen(path);
  await once(server, 'listening');
  const endpoint = { kind: 'unix', path, address: `unix://${path}`, source: 'setting' } as const;
  const relayPath = join(folder, 'r', 'relay.sock');
  const relay = await openRelay(endpoint, relayPath, silentLog, beforeCreate);
  const told: HeardCall[] = [];
  relay.onDidHear((call) => told.push(call));
  const sockets: Socket[] = [];
  return {
    told,
    connect: async () => {
      const accepted = once(server, 'connection');
      const client = connect({ path: relayPath, allowHalfOpen: true });
      const [engine] = (await accepted) as [Socket];
      for (const socket of [client, engine]) {
        // A side that breaks off is what these tests are about; they look at what came of it.
        socket.on('error', () => {});
        sockets.push(socket);
      }
      return { client, engine };
    },
    heard: (is) =>
      new Promise((resolve) => {
        const known = told.find(is);
        if (known !== undefined) resolve(known);
        else {
          const subscription = relay.onDidHear((call) => {
            if (!is(call)) return;
            subscription.dispose();
            resolve(call);
          });
        }
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await relay[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything that comes until the other side ends or breaks off. */
export async function readAll(socket: Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  const ended = new Promise((resolve) => {
    socket.once('end', resolve);
    socket.once('close', resolve);
  });
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.resume();
  await ended;
  return Buffer.concat(parts);
}

/** Resolves when this much has come; later bytes stay for the next reader. */
export async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const found = socket.read(count) as Buffer | null;
    if (found !== null) return found;
    await once(socket, 'readable');
  }
}
