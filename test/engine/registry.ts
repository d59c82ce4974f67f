import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { debianProgram } from './debianProgram.ts';

/** A registry of the test's own. */
export interface Registry extends AsyncDisposable {
  /** Takes connections from now on and answers nothing, as behind a network that swallows packets. */
  fallSilent(): void;
  /** Makes each layer so long that a download of it lasts. */
  prolongLayers(): Promise<void>;
}

/** Debian's docker-registry at this address of a network namespace; nobody outside can reach it. */
export async function startRegistry(network: string, address: string): Promise<Registry> {
  const program = await debianProgram('bookworm', 'docker-registry', 'usr/bin/docker-registry');
  const folder = await mkdtemp(join(tmpdir(), 'isolab-registry-'));
  const settings = join(folder, 'config.yml');
  await writeFile(
    settings,
    `version: 0.1
storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }
http: { addr: "${address}" }
`,
  );
  const child = spawn('nsenter', [`--net=${network}`, program, 'serve', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  const listening = new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('listening on')) resolve();
    });
  });
  await Promise.race([
    listening,
    ended.then(() => Promise.reject(new Error(`the registry did not start: ${said}`))),
  ]);
  return {
    fallSilent: () => {
      child.kill('SIGSTOP');
    },
    prolongLayers: async () => {
      const blobs = join(folder, 'data/docker/registry/v2/blobs');
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
