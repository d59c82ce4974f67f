import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether a server could listen on this TCP port now: at `address`, or without it at every address of the machine. */
export async function isPortFree(port: number, address?: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, address);
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
