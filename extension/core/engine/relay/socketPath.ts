import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path for this session's relay that is short enough for a socket, wherever the session's folder is. */
export function relaySocketPath(sessionFolder: string, env: NodeJS.ProcessEnv): string {
  const name = createHash('sha256').update(sessionFolder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\isolab-${name}`;
  const runtime = env['XDG_RUNTIME_DIR'] || join(tmpdir(), `isolab-${process.getuid?.() ?? 0}`);
  return join(runtime, 'isolab', `${name}.sock`);
}
