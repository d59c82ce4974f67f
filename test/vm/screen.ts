import { once } from 'node:events';
import type { Socket } from 'node:net';

/** A terminal's other end: what was shown so far, and a way to type. */
export class Screen {
  shown = '';
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => (this.shown += chunk.toString('latin1')));
  }

  /** Types this, and waits for a text that comes after it. */
  async type(keys: string, awaited: RegExp): Promise<string> {
    this.shown = '';
    this.socket.write(keys);
    return this.waitFor(awaited);
  }

  /** Waits until this is shown, and gives all that was shown since the last typing. */
  async waitFor(awaited: RegExp): Promise<string> {
    const limit = AbortSignal.timeout(limitMs);
    try {
      while (!awaited.test(this.shown)) await once(this.socket, 'data', { signal: limit });
    } catch (error) {
      throw new Error(`${awaited} was not shown: ${JSON.stringify(this.shown.slice(-400))}`, {
        cause: error,
      });
    }
    return this.shown;
  }
}

/** Long enough for a guest under emulation on a machine that is busy with others. */
const limitMs = 90_000;
