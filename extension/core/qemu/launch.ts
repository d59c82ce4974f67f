import { setTimeout as delay } from 'node:timers/promises';
import type { Duplex } from 'node:stream';
import { timeLimit } from '../base/timeLimit.ts';
import { vmNotStarted } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import { GuestAgent } from './agent/agent.ts';
import { qemuArguments, qemuProgram, socketPath, type QemuInputs } from './argv.ts';
import { consoleLog } from './consoleLog.ts';
import type { QemuPlace, QemuProcess } from './place.ts';
import { QmpClient } from './qmp/client.ts';
import type { RunningVm, Slot } from './running.ts';
import type { VmSpec } from './spec.ts';

/** A VM's QEMU, as it is to be started. */
export interface Launch extends Omit<QemuInputs, 'sockets' | 'consoleLog' | 'hostname'> {
  readonly place: QemuPlace;
  /** The VM's folder. */
  readonly folder: string;
  readonly slot: Slot;
}

// From its start to its monitor's greeting QEMU takes a tenth of a second; a machine that swaps takes longer.
const greetingLimitMs = 20_000;
const connectEveryMs = 5;

/** Starts QEMU and speaks with its monitor; when that fails, or `signal` aborts, nothing is left of it. */
export async function launch(options: Launch, log: Log, signal: AbortSignal): Promise<RunningVm> {
  const { place, folder, slot, spec } = options;
  const sockets = socketsOf(place, folder, slot);
  const args = qemuArguments({
    ...options,
    sockets,
    consoleLog: consoleLog(folder),
    hostname: spec.name,
  });
  await place.files.remove(sockets, signal);
  await place.files.makeFolder(sockets, signal);
  const program = qemuProgram(spec.files.arch);
  const process = await place.start(program, args, qemuLog(folder, slot), signal);
  try {
    return await connectToQemu({ place, folder, slot, spec, args, process }, log, signal);
  } catch (error) {
    await process.kill();
    await place.files.remove(sockets, timeLimit(10_000));
    throw error;
  }
}

/** The VM of a QEMU that runs; rejects when it ends before its monitor answers. */
export async function connectToQemu(
  vm: {
    readonly place: QemuPlace;
    readonly folder: string;
    readonly slot: Slot;
    readonly spec: VmSpec;
    readonly args: readonly string[];
    readonly process: QemuProcess;
  },
  log: Log,
  signal: AbortSignal,
): Promise<RunningVm> {
  const { place, folder, slot, spec, process } = vm;
  const sockets = socketsOf(place, folder, slot);
  const limit = timeLimit(greetingLimitMs);
  const ended = new AbortController();
  void process.ended.then(({ lastWords }) => {
    const said = lastWords || t('QEMU ended without a word.');
    ended.abort(vmNotStarted(spec.name, said));
  });
  const any = AbortSignal.any([signal, limit, ended.signal]);
  try {
    const stream = await connectWhenThere(place, socketPath(sockets, 'qmp'), any);
    const qmp = await QmpClient.open(stream, spec.name, log, any);
    const agent = new GuestAgent(spec.name, (connecting) =>
      place.connect(socketPath(sockets, 'agent'), connecting),
    );
    return { ...vm, sockets, qmp, agent };
  } catch (error) {
    signal.throwIfAborted();
    // Its monitor's end comes before its own.
    if (!limit.aborted) await Promise.race([process.ended, delay(1_000)]);
    ended.signal.throwIfAborted();
    throw vmNotStarted(spec.name, t('its monitor does not answer.'), error);
  }
}

/** Where a VM's QEMU listens. */
export function socketsOf(place: QemuPlace, folder: string, slot: Slot): string {
  return place.socketFolder(`${folder}/${slot}`);
}

/** What QEMU itself has to say. */
export function qemuLog(folder: string, slot: Slot): string {
  return `${folder}/qemu-${slot}.log`;
}

// QEMU makes its sockets some time after its start, and tells nobody.
async function connectWhenThere(
  place: QemuPlace,
  path: string,
  signal: AbortSignal,
): Promise<Duplex> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await place.connect(path, signal);
    } catch {
      await delay(connectEveryMs, undefined, { signal });
    }
  }
}
