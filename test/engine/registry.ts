import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { debianProgram } from './debianProgram.ts';

/** A registry of the test's own. */
export interface Registry extends AsyncDisposable {
  /** Where it listens, with the port that it got. */
  readonly address: string;
  /** The folder of what it stores. */
  readonly data: string;
  /** Takes connections from now on and answers nothing, as behind a network that swallows packets. */
  fallSilent(): void;
  /** Makes each layer so long that a download of it lasts. */
  prolongLayers(): Promise<void>;
}

/** Whom the registry lets in where a login is wanted. */
export const login = { user: 'ada', password: 's3cret' } as const;
// As `htpasswd -nbB -C 5` writes it.
const account = 'ada:$2y$05$abcdefghijklmnopqrstuuLK7U1u6pVRmL7L1BBM2aS35PSZnDXlK';

/**
 * Debian's docker-registry at this address of a network namespace; nobody outside can reach it. It stores what is
 * pushed in a folder of its own, or in another one's, and wants a login or not.
 */
export async function startRegistry(
  network: string,
  address: string,
  { wantsLogin = false, data }: { wantsLogin?: boolean; data?: string } = {},
): Promise<Registry> {
  const program = await debianProgram('bookworm', 'docker-registry', 'usr/bin/docker-registry');
  const folder = await mkdtemp(join(tmpdir(), 'isolab-registry-'));
  const settings = join(folder, 'config.yml');
  const accounts = join(folder, 'accounts');
  const storage = data ?? join(folder, 'data');
  await writeFile(accounts, `${account}\n`);
  await writeFile(
    settings,
    `version: 0.1
storage: { filesystem: { rootdirectory: ${storage} } }
http: { addr: "${address}" }
${wantsLogin ? `auth: { htpasswd: { realm: test, path: ${accounts} } }` : ''}
`,
  );
  const child = spawn('nsenter', [`--net=${network}`, program, 'serve', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  const listening = new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, got] = /listening on ([\d.:]+)"/.exec(said) ?? [];
      if (got !== undefined) resolve(got);
    });
  });
  const got = await Promise.race([
    listening,
    ended.then(() => Promise.reject(new Error(`the registry did not start: ${said}`))),
  ]);
  return {
    address: got,
    data: storage,
    fallSilent: () => {
      child.kill('SIGSTOP');
    },
    prolongLayers: async () => {
      const blobs = join(storage, 'docker/registry/v2/blobs');
      for (const path of await readdir(blobs, { recursive: true })) {
        const blob = join(blobs, path);
        if (basename(path) === 'data' && isCompressed(await readFile(blob))) {
          // Zeros that take no room on disk.
          await truncate(blob, 20e9);
        }
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Layers are; manifests and configurations are JSON. */
function isCompressed(blob: Buffer): boolean {
  return blob.readUInt16BE(0) === 0x1f8b;
}
