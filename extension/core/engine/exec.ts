import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Command, CommandResult } from '../base/run.ts';
import { framedDuplex } from './framedDuplex.ts';
import { FrameReader } from './frames.ts';

const maxOutputBytes = 16 * 1024 * 1024;

/**
 * Starts a program in a running container and gives its input and output as one stream; what it writes to standard
 * error goes to `onStderr`. The signal ends the asking, not the stream.
 */
export async function streamIn(
  container: Dockerode.Container,
  command: Pick<Command, 'program' | 'args'>,
  onStderr: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<Duplex> {
  const exec = await container.exec({
    Cmd: [command.program, ...command.args],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    abortSignal: signal,
  });
  // Not with the signal: it may be a limit for the answer, and would end the stream later.
  const stream = await exec.start({ hijack: true, stdin: true });
  if (signal.aborted) stream.destroy();
  return framedDuplex(stream, onStderr);
}

/** Runs a program in a running container, without a TTY, and gives how it ended. */
export async function execIn(
  container: Dockerode.Container,
  command: Command,
  signal: AbortSignal,
): Promise<CommandResult> {
  const exec = await container.exec({
    Cmd: [command.program, ...command.args],
    Env: Object.entries(command.env ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(command.cwd === undefined ? {} : { WorkingDir: command.cwd }),
    AttachStdin: command.input !== undefined,
    AttachStdout: true,
    AttachStderr: true,
    abortSignal: signal,
  });
  const stream = await exec.start({ hijack: true, stdin: true, abortSignal: signal });
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let total = 0;
  const frames = new FrameReader((part, name) => {
    total += part.length;
    if (total <= maxOutputBytes) parts[name].push(part);
  });
  try {
    const ended = once(stream, 'end', { signal });
    stream.on('data', (chunk: Buffer) => frames.read(chunk));
    if (command.input !== undefined) stream.end(command.input);
    await ended;
  } finally {
    stream.destroy();
  }
  const { ExitCode } = await exec.inspect({ abortSignal: signal });
  const output = {
    stdout: Buffer.concat(parts.stdout).toString(),
    stderr: Buffer.concat(parts.stderr).toString(),
  };
  return ExitCode === null
    ? { ...output, exitCode: undefined, failure: 'the connection ended before the program did' }
    : { ...output, exitCode: ExitCode };
}
