import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerSpec } from '../engine/facts.ts';
import { tapeEvents } from '../kernel/tape/events.ts';
import { readTape } from '../kernel/tape/reader.ts';
import { tapeScript } from '../kernel/tape/script.ts';
import type { NoTape, Tape } from '../kernel/tape/tape.ts';
import { startHelper } from './helperContainer.ts';

/**
 * Opens the tape of the engine's kernel through a container of this image. Where that machine has mounted tracefs, as
 * systemd does, the container gets it and no capability; else it may mount one, which takes CAP_SYS_ADMIN.
 */
export async function openTapeContainer(
  engine: Engine,
  image: string,
  log: Log,
  signal: AbortSignal,
): Promise<Tape | NoTape> {
  const open = async (rights: Partial<ContainerSpec>): Promise<Tape | NoTape> => {
    const { stream, ...helper } = await startHelper(engine, { ...spec(image), ...rights }, signal);
    return readTape(
      { ...helper, method: 'helper', gathers: true, input: stream, output: stream },
      log,
      signal,
    );
  };
  const modest = await open(given).catch((error: unknown) => {
    signal.throwIfAborted();
    log.debug(`the engine does not give tracefs to a container: ${String(error)}`);
    return undefined;
  });
  return modest && 'flush' in modest ? modest : open(mounting);
}

const folder = '/sys/kernel/tracing';
const given = { mounts: [{ source: folder, target: folder, isWritable: true }] };
const mounting = { capAdd: ['SYS_ADMIN'] };

/** AppArmor's and SELinux's profiles for containers would forbid to write to tracefs. */
function spec(image: string): ContainerSpec {
  const name = `isolab-${crypto.randomUUID()}`;
  return {
    image,
    entrypoint: ['sh', '-c', tapeScript, 'isolab-tape'],
    command: [name, 'gathered', ...tapeEvents],
    labels: { 'isolab.role': 'tape' },
    user: '0',
    pidMode: 'host',
    networkMode: 'none',
    shares: ['uts', 'user', 'cgroup'],
    capDrop: ['ALL'],
    securityOptions: ['no-new-privileges', 'apparmor=unconfined', 'label=disable'],
    hasReadonlyRoot: true,
    isInteractive: true,
    isAutoRemoved: true,
    logDriver: 'none',
  };
}
