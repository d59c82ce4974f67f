import { execa } from 'execa';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../extension/core/base/run.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { GuestAgent } from '../../extension/core/qemu/agent/agent.ts';
import { execInGuest } from '../../extension/core/qemu/agent/exec.ts';
import { qemuArguments, qemuProgram, socketPath } from '../../extension/core/qemu/argv.ts';
import type { SocketName } from '../../extension/core/qemu/argv.ts';
import { QmpClient } from '../../extension/core/qemu/qmp/client.ts';
import type { VmSpec } from '../../extension/core/qemu/spec.ts';
import type { GuestImage } from '../../extension/core/recipe/guest/guestImage.ts';
import { Screen } from './screen.ts';

/** A guest under bare QEMU, with the arguments that Isolab gives and nothing else of it. */
export interface BareGuest extends AsyncDisposable {
  /** Its serial line, from the first character on. */
  readonly serial: Screen;
  readonly qmp: QmpClient;
  /** Resolves with the exit code when QEMU has ended. */
  readonly ended: Promise<number | undefined>;
  connect(name: SocketName): Promise<Socket>;
  /** Runs a shell script in the guest by its agent and gives its output; rejects when it fails. */
  sh(script: string): Promise<string>;
}

const signal = AbortSignal.timeout(600_000);

/** Boots a guest under emulation. */
export async function bootBare(
  files: GuestImage,
  { megabytes, network }: { megabytes: number; network: VmSpec['network'] },
): Promise<BareGuest> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-vm-'));
  const disk = join(folder, 'disk.qcow2');
  const args = ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', files.disk, disk];
  await run({ program: 'qemu-img', args }, signal);
  const bytes = megabytes * 1024 * 1024;
  const spec: VmSpec = {
    ...{ name: 'bare', files, network, disks: {}, boot: 'cold' },
    cpus: { start: 2, max: 2 },
    memory: { startBytes: bytes, maxBytes: bytes },
  };
  const qemuArgs = qemuArguments({
    ...{ spec, session: 'test', uuid: crypto.randomUUID(), accelerator: 'tcg' },
    ...{ sockets: folder, consoleLog: join(folder, 'console.log'), hostname: 'bare' },
    ...{ disks: [{ name: 'system', file: disk }], begin: 'stopped' },
  });
  const qemu = execa(qemuProgram(files.arch), qemuArgs, { reject: false });
  const open = (name: SocketName): Promise<Socket> => connectTo(socketPath(folder, name), qemu);
  const agent = new GuestAgent('bare', () => open('agent'));
  const serial = new Screen(await open('console0'));
  const qmp = await QmpClient.open(await open('qmp'), 'bare', silentLog, signal);
  await qmp.execute('cont', {}, signal);
  return {
    serial,
    qmp,
    ended: qemu.then(({ exitCode }) => exitCode),
    connect: open,
    async sh(script) {
      const { exitCode, stdout, stderr } = await execInGuest(
        agent,
        {
          ...{ program: '/bin/sh', args: ['-c', script], cwd: '/root' },
          ...{ env: { PATH: '/usr/sbin:/usr/bin' }, input: new Uint8Array(), timeoutMs: 120_000 },
        },
        signal,
      );
      if (exitCode !== 0)
        throw new Error(`${script}: ${exitCode}\n${stdout.toString()}${stderr.toString()}`);
      return stdout.toString();
    },
    async [Symbol.asyncDispose]() {
      await agent[Symbol.asyncDispose]();
      qemu.kill('SIGKILL');
      await qemu;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** QEMU listens some milliseconds after it was started, and says nothing when it does. */
async function connectTo(path: string, qemu: Promise<{ stderr: string }>): Promise<Socket> {
  let isOver = false;
  void qemu.then(() => (isOver = true));
  for (;;) {
    const socket = connect(path);
    try {
      await once(socket, 'connect', { signal });
      return socket;
    } catch (error) {
      if (isOver) throw new Error((await qemu).stderr, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
