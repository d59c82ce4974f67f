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
  const heard = hearing(listener, hold);
  client.pipe(heard).pipe(engine);
  // What the engine says is passed first: the client goes on while it is heard.
  engine.pipe(client);
  engine.on('data', (chunk: Buffer) => listener.answer(chunk));
  engine.once('end', () => listener.answerEnd());
  // A side that is gone, in whatever way, has said what it said: the other still gets all of that.
  client.once('close', () => {
    heard.end();
    destroyWhenWritten(engine);
  });
  engine.once('close', () => {
    listener.close();
    client.end();
    destroyWhenWritten(client);
  });
  engine.once('finish', () => askWhetherGone(client));
  client.once('finish', () => askWhetherGone(engine));
}

/** A side that says nothing more may still listen, or be gone: Linux tells it to who writes, even no bytes. */
function askWhetherGone(side: Duplex): void {
  if (side.writable) side.write(Buffer.alloc(0));
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

function destroyWhenWritten(side: Duplex): void {
  if (side.writableFinished) side.destroy();
  else side.once('finish', () => side.destroy());
}
