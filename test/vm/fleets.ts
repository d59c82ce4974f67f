import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openFleet } from '../../extension/core/qemu/fleet.ts';
import { HostPlace } from '../../extension/core/qemu/place/host.ts';
import type { GuestFiles, VmSpec } from '../../extension/core/qemu/spec.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { ensureGuest } from '../../extension/core/recipe/guest/ensureGuest.ts';
import { smallSpec } from './smallSpec.ts';

/** Longer than any of these tests may take. */
export const signal = AbortSignal.timeout(1_500_000);

/** A folder for VMs of a test, with nothing of it left when it is disposed. */
export interface FleetFolder extends AsyncDisposable {
  readonly folder: string;
  readonly files: GuestFiles;
  /** Opens the VMs in it; the one that was open before must have been disposed. */
  open(): Promise<Fleet>;
  spec(name: string, changes?: Partial<VmSpec>): VmSpec;
  /** PIDs of the QEMU processes of this folder, and folders with their sockets. */
  leftovers(): Promise<readonly string[]>;
}

/** Makes such a folder, in `parent` if given. */
export async function makeFleetFolder(parent = tmpdir()): Promise<FleetFolder> {
  const labsFolder = join(import.meta.dirname, '../../labs');
  const files = await ensureGuest(
    'base',
    { labsFolder, cacheFolder: cacheFolder() },
    () => {},
    signal,
  );
  const folder = await mkdtemp(join(parent, 'isolab-vms-'));
  const place = new HostPlace();
  const open = (): Promise<Fleet> =>
    openFleet(
      { place, folder, session: folder, cacheFolder: cacheFolder(), log: silentLog },
      signal,
    );
  return {
    folder,
    files,
    open,
    spec: (name, changes = {}) => ({ ...smallSpec(files), name, ...changes }),
    leftovers: () => leftovers(folder),
    async [Symbol.asyncDispose]() {
      await using fleet = await open();
      await fleet.removeAll(signal);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a command in a guest writes; rejects when it fails. */
export async function sh(vm: Vm, script: string): Promise<string> {
  const command = { program: 'sh', args: ['-c', script], timeoutMs: 60_000 };
  const { exitCode, stdout, stderr, failure } = await vm.run(command, signal);
  if (exitCode !== 0) throw new Error(`${script}: ${failure ?? exitCode}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** Opens a console and presses Enter until its shell shows a prompt (OSC 633;B stands at the end of one). */
export async function openShell(vm: Vm, index: number): Promise<Duplex> {
  const stream = await vm.connectConsole(index, signal);
  let heard = '';
  stream.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  while (!heard.includes(`${vm.spec.name}:`) || !heard.includes('\x1b]633;B\x07')) {
    stream.write('\r');
    await delay(500);
  }
  return stream;
}

async function leftovers(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  const processes = pids.filter((_, index) => lines[index]?.includes(`-name\0${folder}/`));
  const places = (await readdir(folder)).flatMap((name) =>
    ['0', '1'].map((slot) => new HostPlace().socketFolder(`${folder}/${name}/${slot}`)),
  );
  const sockets = await Promise.all(places.map((path) => readdir(path).catch(() => [])));
  return [...processes, ...sockets.flat()];
}
