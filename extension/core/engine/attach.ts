import { request, type Agent, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { framedDuplex } from './framedDuplex.ts';

/**
 * A container's standard input and output as one stream; ending it closes the container's input. What the container
 * writes to standard error goes to `onStderr`. The signal ends the asking, not the stream.
 */
export async function attachTo(
  agent: Agent,
  idInPath: string,
  onStderr: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<Duplex> {
  const connection = await takeOver(
    agent,
    `/containers/${idInPath}/attach?stream=1&stdin=1&stdout=1&stderr=1`,
    signal,
  );
  return framedDuplex(connection, onStderr);
}

/** dockerode sends a body with this request, which Podman passes on as the container's input: so not through it. */
function takeOver(agent: Agent, path: string, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const asking = request({
      agent,
      path,
      method: 'POST',
      headers: { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Length': 0 },
    });
    const giveUp = (): unknown => asking.destroy(new Error('given up'));
    signal.addEventListener('abort', giveUp);
    asking.once('close', () => signal.removeEventListener('abort', giveUp));
    asking.once('error', reject);
    asking.once('response', (answer) => reject(refusal(answer)));
    asking.once('upgrade', (_answer, connection: Duplex, first) => {
      signal.removeEventListener('abort', giveUp);
      if (first.length > 0) connection.unshift(first);
      resolve(connection);
    });
    asking.end();
  });
}

/** In the form in which dockerode reports a refusal. */
function refusal(answer: IncomingMessage): Error {
  answer.resume();
  const { statusCode, statusMessage = '' } = answer;
  return Object.assign(new Error(statusMessage), { statusCode });
}
