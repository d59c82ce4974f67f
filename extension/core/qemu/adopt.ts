import type { Log } from '../base/log.ts';
import { removeQemu } from './ending.ts';
import { connectToQemu, qemuLog, socketsOf } from './launch.ts';
import type { QemuPlace } from './place.ts';
import type { RunningVm, Slot } from './running.ts';
import { settleMigration } from './settleMigration.ts';
import type { VmRecord } from './vmRecord.ts';

/**
 * Finds the QEMU of a VM that another process has left running. What else is there of it, the other half of a
 * migration or half of a start, is ended; sockets of what is no more are removed.
 */
export async function findRunning(
  place: QemuPlace,
  folder: string,
  record: VmRecord,
  log: Log,
  signal: AbortSignal,
): Promise<RunningVm | undefined> {
  const [one, other] = [
    await connectIn(0, place, folder, record, log, signal),
    await connectIn(1, place, folder, record, log, signal),
  ];
  const kept = one && other ? await settleMigration(one, other) : (one ?? other);
  for (const found of [one, other]) {
    if (found !== undefined && found !== kept) await removeQemu(found);
  }
  if (kept === undefined || (await hasItsGuest(kept, signal))) return kept;
  await removeQemu(kept);
  return undefined;
}

async function connectIn(
  slot: Slot,
  place: QemuPlace,
  folder: string,
  { spec, run }: VmRecord,
  log: Log,
  signal: AbortSignal,
): Promise<RunningVm | undefined> {
  const sockets = socketsOf(place, folder, slot);
  const process = await place.findByWord(sockets, qemuLog(folder, slot));
  if (process !== undefined) {
    try {
      const vm = { place, folder, slot, spec, args: run?.args ?? [], process };
      return await connectToQemu(vm, log, signal);
    } catch (error) {
      signal.throwIfAborted();
      log.warn(`the VM ${spec.name} left a process that does not answer: ${String(error)}`);
      await process.kill();
    }
  }
  await place.files.remove(sockets, signal);
  return undefined;
}

/** False for one that was waiting for a guest: its Isolab died in the middle of a start. */
async function hasItsGuest({ qmp }: RunningVm, signal: AbortSignal): Promise<boolean> {
  const { status } = await qmp.ask('query-status', {}, signal);
  return ['running', 'paused', 'guest-panicked'].includes(status);
}
