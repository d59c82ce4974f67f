import { Duplex } from 'node:stream';
import { FrameReader } from './frames.ts';

/**
 * What a program in a container reads and writes as one stream, out of a connection that carries frames; ending it
 * closes the program's input. What it writes to standard error goes to `onStderr`.
 */
export function framedDuplex(connection: Duplex, onStderr: (chunk: Buffer) => void): Duplex {
  const frames = new FrameReader((part, stream) => {
    if (stream === 'stderr') onStderr(part);
    else if (!duplex.push(part)) connection.pause();
  });
  const duplex = new Duplex({
    // As a socket: when the program ends, the stream closes.
    allowHalfOpen: false,
    read: () => connection.resume(),
    write: (chunk, _encoding, done) => connection.write(chunk, done),
    final: (done) => connection.end(done),
    destroy: (error, done) => {
      connection.destroy();
      done(error);
    },
  });
  connection.on('data', (chunk: Buffer) => frames.read(chunk));
  connection.once('end', () => duplex.push(null));
  connection.once('error', (error) => duplex.destroy(error));
  return duplex;
}
