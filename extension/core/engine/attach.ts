import { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import { FrameReader } from './frames.ts';

/**
 * A container's standard input and output as one stream; ending it closes the container's input. What the container
 * writes to standard error goes to `onStderr`.
 */
export async function attachTo(
  container: Dockerode.Container,
  onStderr: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<Duplex> {
  const connection = (await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
    abortSignal: signal,
    // A hijacked connection is the socket itself; the types know only the narrower kind.
  })) as Duplex;
  const frames = new FrameReader((part, stream) => {
    if (stream === 'stderr') onStderr(part);
    else if (!duplex.push(part)) connection.pause();
  });
  const duplex = new Duplex({
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
