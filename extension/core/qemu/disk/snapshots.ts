import { dirname } from 'node:path/posix';
import { IsolabError } from '../../base/errors.ts';
import {
  snapshotExists,
  snapshotNameBad,
  snapshotNotRestored,
  snapshotNotSaved,
  snapshotUnknown,
  snapshotWithoutRoom,
} from '../../base/vmErrors.ts';
import { plugHardware, readHardware } from '../hardware/hardware.ts';
import { runJob } from '../job.ts';
import type { Monitor } from '../monitor.ts';
import { allOpened } from './opened.ts';
import { deleteInside } from './qemuImg.ts';
import { addSaved, removeSaved, type SavedState } from './record.ts';
import type { VmDisks } from './vmDisks.ts';

/** Saves CPUs, memory and disks of a running or paused VM, inside its disks. It goes on, also when that fails. */
export async function saveSnapshot(
  disks: VmDisks,
  name: string,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<void> {
  // A digit alone would be an ID to qemu-img, and what begins with a dash an option.
  if (!/^[A-Za-z][\w.-]{0,63}$/u.test(name)) throw snapshotNameBad(name);
  if (disks.record.saved.some((state) => state.name === name)) throw snapshotExists(name);
  await needRoom(disks, name, monitor, signal);
  const hardware = await readHardware(monitor, signal);
  try {
    await runStateJob('snapshot-save', disks, name, monitor, signal);
    const [system] = await disks.read(monitor, signal);
    const { at, stateBytes } = system?.inside.find((state) => state.name === name) ?? {
      at: Date.now(),
      stateBytes: 0,
    };
    const state = { name, at, stateBytes, set: disks.record.set, hardware };
    // Somebody may have looked at the disk meanwhile, and found it there.
    await disks.write(addSaved(removeSaved(disks.record, name), state), signal);
  } catch (error) {
    // What could not be noted must not be there either; where it is not, this fails, and nothing is lost.
    await runStateJob('snapshot-delete', disks, name, monitor, signal).catch(() => {});
    throw snapshotNotSaved(name, reasonOf(error), error);
  }
}

/** What restoring needs of the VM around it. */
export interface Restorable {
  /** Of its QEMU, where it runs. */
  readonly monitor: Monitor | undefined;
  /** Ends QEMU where it runs, and starts another one on the disks' files, with its CPUs stopped. */
  relaunch(signal: AbortSignal): Promise<Monitor>;
}

/**
 * Lets a VM go on from a VM snapshot, running. In the QEMU that runs where that has the same disks and hardware, which
 * takes a fraction of a second; else in a new one. The guest does not know that time has passed: its clock is wrong
 * and its agent in the middle of something.
 */
export async function restoreSnapshot(
  disks: VmDisks,
  name: string,
  vm: Restorable,
  signal: AbortSignal,
): Promise<void> {
  const state = disks.record.saved.find((each) => each.name === name);
  if (state === undefined) throw snapshotUnknown(name);
  const before = disks.record.set;
  if (!(await loadHere(disks, state, vm.monitor, signal))) {
    if (state.set !== before) await fetchSet(disks, state.set, signal);
    const monitor = await vm.relaunch(signal);
    await plugHardware(monitor, state.hardware, signal);
    await load(disks, name, monitor, signal);
  }
  await disks.write({ ...disks.record, current: name }, signal);
  if (disks.record.set !== before) await disks.sets.removeUnused(signal);
}

/** A learner's VM snapshots are not called so. */
const passing = 'isolab_passing';

/** Saves the state of a VM that stands still and loads it again: all is as before, and QEMU has forgotten what it translated. */
export async function reloadState(
  disks: VmDisks,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<void> {
  const remove = (): Promise<void> =>
    runStateJob('snapshot-delete', disks, passing, monitor, signal).catch(() => {}); // there is none
  await needRoom(disks, passing, monitor, signal);
  // One that was killed in the middle has left it.
  await remove();
  await runStateJob('snapshot-save', disks, passing, monitor, signal);
  try {
    await runStateJob('snapshot-load', disks, passing, monitor, signal);
  } finally {
    await remove();
  }
}

/** Removes a VM snapshot; the VM goes on as it is. */
export async function deleteSnapshot(
  disks: VmDisks,
  name: string,
  monitor: Monitor | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { saved, set } = disks.record;
  const state = saved.find((each) => each.name === name);
  if (state === undefined) throw snapshotUnknown(name);
  if (state.set === set) await deleteHere(disks, name, monitor, signal);
  // In a set that others may stand on it stays, known to nobody, until the set goes.
  await disks.write(removeSaved(disks.record, name), signal);
  await disks.sets.removeUnused(signal);
}

async function deleteHere(
  disks: VmDisks,
  name: string,
  monitor: Monitor | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (monitor !== undefined) {
    await runStateJob('snapshot-delete', disks, name, monitor, signal);
    return;
  }
  const { place } = disks.sets;
  for (const { file } of disks.files) await deleteInside(place, file, name, signal);
}

/**
 * QEMU tries and fails; but what it has written by then stays, and the guest stands still at its next write to a disk
 * that is full. Memory that is zero takes no room, so the least is not known.
 */
async function needRoom(
  disks: VmDisks,
  name: string,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<void> {
  const { actual: memoryBytes } = await monitor.ask('query-balloon', {}, signal);
  const folder = dirname(disks.sets.file(disks.record.set, 'system'));
  const freeBytes = await disks.sets.place.files.freeBytes(folder, signal);
  if (freeBytes < memoryBytes) throw snapshotWithoutRoom(name, memoryBytes, freeBytes);
}

/** False when another QEMU is needed. */
async function loadHere(
  disks: VmDisks,
  state: SavedState,
  monitor: Monitor | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  if (monitor === undefined || state.set !== disks.record.set) return false;
  try {
    const hardware = await readHardware(monitor, signal);
    if (JSON.stringify(hardware) !== JSON.stringify(state.hardware)) return false;
    await load(disks, state.name, monitor, signal);
    return true;
  } catch {
    // Whatever QEMU is in the middle of now, a new one is not.
    signal.throwIfAborted();
    return false;
  }
}

async function load(
  disks: VmDisks,
  name: string,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runStateJob('snapshot-load', disks, name, monitor, signal);
    await monitor.ask('cont', {}, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw snapshotNotRestored(name, reasonOf(error), error);
  }
}

/** Copies a set with all that is in it, because others may stand on the original, and lets the VM write to the copy. */
async function fetchSet(disks: VmDisks, set: string, signal: AbortSignal): Promise<void> {
  const { sets, vm } = disks;
  await sets.inTurn(async () => {
    const copy = await sets.make(vm, signal);
    for (const disk of disks.record.disks) {
      await sets.place.files.copy(sets.file(set, disk), sets.file(copy, disk), signal);
    }
    const saved = disks.record.saved.map((state) =>
      state.set === set ? { ...state, set: copy } : state,
    );
    await disks.write({ ...disks.record, set: copy, saved }, signal);
  });
}

async function runStateJob(
  command: 'snapshot-save' | 'snapshot-load' | 'snapshot-delete',
  disks: VmDisks,
  tag: string,
  monitor: Monitor,
  signal: AbortSignal,
): Promise<void> {
  const nodes = (await allOpened(monitor, disks.files, signal)).map(({ node }) => node);
  // The memory goes into the system's disk, the first.
  const memory = command === 'snapshot-delete' ? {} : { vmstate: nodes[0] };
  await runJob(monitor, command, { tag, devices: nodes, ...memory });
}

function reasonOf(error: unknown): string {
  return error instanceof IsolabError || error instanceof Error ? error.message : String(error);
}
