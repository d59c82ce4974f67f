import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { timeLimit } from '../base/timeLimit.ts';
import { qemuContainerBlind } from '../base/vmErrors.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerSpec } from '../engine/facts.ts';
import { hostFiles } from '../qemu/place/hostFiles.ts';
import type { QemuPlace } from '../qemu/place.ts';
import { ContainerPlace, socketsRoot } from './containerPlace.ts';

/** The image with QEMU's programs and socat. */
export const qemuImage = 'isolab/qemu:latest';

/** Of a session's container that QEMU runs in: it stays as long as its session, as its VMs do. */
export const qemuRole = { 'isolab.role': 'qemu' } as const;

/** What a container for QEMU is made of. */
export interface QemuContainer {
  readonly engine: Engine;
  /** By which the session's containers are known and removed. */
  readonly labels: Readonly<Record<string, string>>;
  /** Folders of this computer that it is to have, by the same names: the session's VMs, the guests' images. */
  readonly folders: readonly [string, ...string[]];
}

/**
 * QEMU in a container of the engine, found again or made; its image must be there. Rejects where the engine does not
 * see this computer's files: then it is another computer's.
 */
export async function openQemuContainer(
  { engine, labels, folders }: QemuContainer,
  signal: AbortSignal,
): Promise<QemuPlace> {
  const all = { ...labels, ...qemuRole };
  const found = (await engine.containers(signal)).find((container) =>
    Object.entries(all).every(([name, value]) => container.labels[name] === value),
  );
  for (const folder of folders) await hostFiles.makeFolder(folder);
  const id = found?.id ?? (await engine.createContainer(specOf(all, folders), signal));
  try {
    if (found?.state !== 'running') await engine.startContainer(id, signal);
    await see(engine, id, folders[0], signal);
  } catch (error) {
    if (found === undefined) await engine.removeContainer(id, timeLimit(10_000));
    throw error;
  }
  return new ContainerPlace(engine, id);
}

/**
 * It needs no right that a process of this user has not. The host's network makes a lab's forwards reach its loopback
 * address, and nothing else is forwarded. Its first process takes in what QEMU's starter leaves behind.
 */
function specOf(
  labels: Readonly<Record<string, string>>,
  folders: readonly string[],
): ContainerSpec {
  return {
    image: qemuImage,
    entrypoint: ['sh', '-c', 'while :; do sleep 86400 & wait $!; done'],
    labels,
    user: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
    networkMode: 'host',
    capDrop: ['ALL'],
    securityOptions: ['no-new-privileges'],
    mounts: folders.map((folder) => ({ source: folder, target: folder, isWritable: true })),
    tmpfs: [socketsRoot],
    hasReadonlyRoot: true,
    logDriver: 'none',
  };
}

async function see(engine: Engine, id: string, folder: string, signal: AbortSignal): Promise<void> {
  const secret = randomUUID();
  const file = join(folder, `_${secret}`);
  await writeFile(file, secret, { mode: 0o600 });
  try {
    const { stdout } = await engine.exec(id, { program: 'cat', args: [file] }, signal);
    if (stdout !== secret) throw qemuContainerBlind(folder, engine.endpoint.address);
  } finally {
    await rm(file, { force: true });
  }
}
