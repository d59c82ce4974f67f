import type { Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerSpec } from '../engine/facts.ts';
import { HelperReader, type Helper } from '../kernel/helper/reader.ts';
import { helperScript } from '../kernel/helper/script.ts';
import { KernelProbe } from '../kernel/kernelProbe.ts';
import type { Probe } from '../kernel/probe.ts';

/** The image of the helper: a busybox is all it needs. */
export const helperImage = 'busybox:latest';

const role = { 'isolab.role': 'probe' };

/** Opens the probe that reads through a container of this image on the engine's machine; leftovers of a crash are removed. */
export async function openHelperProbe(
  engine: Engine,
  image: string,
  log: Log,
  signal: AbortSignal,
): Promise<Probe> {
  await removeLeftovers(engine, signal);
  const reader = new HelperReader(async (secret, startSignal) => {
    log.debug('starting the helper container that reads the kernel');
    return startHelper(engine, helperSpec(image, secret), startSignal);
  });
  await reader.names(['/proc/self/ns'], signal);
  return new KernelProbe(reader);
}

/** A helper ends by itself with the connection to it; what is there and does not run was never started. */
async function removeLeftovers(engine: Engine, signal: AbortSignal): Promise<void> {
  for (const { id, labels, state } of await engine.containers(signal)) {
    const isOurs = labels['isolab.role'] === role['isolab.role'];
    if (isOurs && state !== 'running') await engine.removeContainer(id, signal);
  }
}

/** Starts a container that lives as long as the connection to its standard input. */
export async function startHelper(
  engine: Engine,
  spec: ContainerSpec,
  signal: AbortSignal,
): Promise<Helper> {
  const id = await engine.createContainer(spec, signal);
  const remove = (): Promise<void> => engine.removeContainer(id, timeLimit(10_000));
  try {
    const stream = await engine.attachContainer(id, signal);
    await engine.startContainer(id, signal);
    return { stream, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove().catch(() => {}); // the first failure is the one that says why
    throw error;
  }
}

/**
 * SYS_PTRACE to see the namespaces of others (namespaces(7)), DAC_READ_SEARCH to pass through their folders. AppArmor's
 * and SELinux's profiles for containers would forbid the first.
 */
function helperSpec(image: string, secret: string): ContainerSpec {
  return {
    image,
    entrypoint: ['sh', '-c', helperScript, 'isolab-probe'],
    command: [secret],
    labels: role,
    user: '0',
    pidMode: 'host',
    networkMode: 'none',
    shares: ['uts', 'user', 'cgroup'],
    capDrop: ['ALL'],
    capAdd: ['SYS_PTRACE', 'DAC_READ_SEARCH'],
    securityOptions: ['no-new-privileges', 'apparmor=unconfined', 'label=disable'],
    mounts: [{ source: '/sys/fs/cgroup', target: '/sys/fs/cgroup', isWritable: false }],
    tmpfs: ['/tmp'],
    hasReadonlyRoot: true,
    isInteractive: true,
    isAutoRemoved: true,
    logDriver: 'none',
  };
}
