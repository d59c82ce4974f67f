import { Transform, type Duplex } from 'node:stream';
import type { Listener } from './listener.ts';

/** What must be done before the bytes that were just heard may reach the engine; undefined when nothing. */
export type Hold = () => Promise<void> | undefined;

/**
 * Passes every byte between a client and the engine, with back-pressure, and the end of each direction by itself (a
 * client that closes its input still gets its output). The listener hears all of it and changes none of it.
 */
export function joinConnection(
  client: Duplex,
  engine: Duplex,
  listener: Listener,
  hold: Hold = () => undefined,
): void {
  engine.on('data', (chunk: Buffer) => listener.answer(chunk));
  engine.once('end', () => listener.answerEnd());
  client.pipe(hearing(listener, hold)).pipe(engine);
  engine.pipe(client);
  // An error of one side is the end of both, as it would be without a relay in between.
  client.on('error', () => engine.destroy());
  engine.on('error', () => client.destroy());
  client.once('close', () => engine.destroy());
  engine.once('close', () => {
    listener.close();
    client.destroy();
  });
}

/** Passes what the client sends as it is, after it was heard and what must come before it is done. */
function hearing(listener: Listener, hold: Hold): Transform {
  return new Transform({
    transform(chunk: Buffer, _, passed) {
      listener.request(chunk);
      const held = hold();
      if (held === undefined) passed(null, chunk);
      else held.then(() => passed(null, chunk), passed);
    },
  });
}
