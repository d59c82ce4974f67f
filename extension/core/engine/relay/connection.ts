import type { Duplex } from 'node:stream';
import type { Listener } from './listener.ts';

/**
 * Passes every byte between a client and the engine, with back-pressure, and the end of each direction by itself (a
 * client that closes its input still gets its output). The listener hears all of it and changes none of it.
 */
export function joinConnection(client: Duplex, engine: Duplex, listener: Listener): void {
  client.on('data', (chunk: Buffer) => listener.request(chunk));
  engine.on('data', (chunk: Buffer) => listener.answer(chunk));
  engine.once('end', () => listener.answerEnd());
  client.pipe(engine);
  engine.pipe(client);
  // An error of one side is the end of both, as it would be without a relay in between.
  client.on('error', () => engine.destroy());
  engine.on('error', () => client.destroy());
  client.once('close', () => engine.destroy());
  engine.once('close', () => client.destroy());
}
