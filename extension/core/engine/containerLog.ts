import type Dockerode from 'dockerode';
import { FrameReader } from './frames.ts';

const maxBytes = 1024 * 1024;
/** Lines asked for: a chatty container may have written gigabytes, and only the end of it is kept. */
const maxLines = 10_000;

/** What a container has written so far, both streams in order; the last part of it when there is much. */
export async function readContainerLog(
  container: Dockerode.Container,
  signal: AbortSignal,
): Promise<string> {
  const { Config } = await container.inspect({ abortSignal: signal });
  const raw = await container.logs({
    stdout: true,
    stderr: true,
    tail: maxLines,
    follow: false,
    abortSignal: signal,
  });
  // With a TTY there is one stream, and it is not framed.
  const written = Config.Tty ? raw : withoutFrames(raw);
  return written.subarray(-maxBytes).toString();
}

function withoutFrames(framed: Buffer): Buffer {
  const parts: Buffer[] = [];
  new FrameReader((part) => parts.push(part)).read(framed);
  return Buffer.concat(parts);
}
