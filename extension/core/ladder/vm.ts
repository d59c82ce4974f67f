import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { timeLimit } from '../base/timeLimit.ts';
import { measureFailed, measureImpossible } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import { namespaceTypes } from '../kernel/model.ts';
import type { VmEquipment } from '../machine/equipment.ts';
import type { GuestFiles, VmSpec } from '../qemu/spec.ts';
import type { Fleet, Vm } from '../qemu/vm.ts';
import { isRunning } from './isRunning.ts';
import { ownLabels } from './leftovers.ts';
import { releaseIn, words } from './program.ts';
import type { Measured } from './rung.ts';

/** Tries of what takes seconds. */
const tries = 2;
const cleanUpLimitMs = 60_000;
const memoryBytes = 256 * 1024 * 1024;

/** The VMs of one measurement; nothing of them is left afterwards. */
export interface LadderVms extends AsyncDisposable {
  measure(accelerator: 'tcg' | 'kvm', signal: AbortSignal): Promise<Measured>;
}

/** Opens a place for VMs in this folder, and removes what a killed process has left there. */
export async function openLadderVms(
  equipment: VmEquipment,
  root: string,
  report: (message: string) => void,
  signal: AbortSignal,
): Promise<LadderVms> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of await readdir(root)) {
    if (!isRunning(Number(name))) await removeFleet(equipment, join(root, name), signal);
  }
  const folder = join(root, String(process.pid));
  const files = await equipment.guestFiles('base', report, signal);
  const fleet = await open(equipment, folder, signal);
  return {
    measure: (accelerator, measuring) => measureVm(fleet, files, accelerator, measuring),
    async [Symbol.asyncDispose]() {
      await fleet[Symbol.asyncDispose]();
      await removeFleet(equipment, folder, timeLimit(cleanUpLimitMs));
    },
  };
}

/** The program in a VM with a kernel and a disk of its own, from power-on: no saved state shortens it. */
async function measureVm(
  fleet: Fleet,
  files: GuestFiles,
  wanted: 'tcg' | 'kvm',
  signal: AbortSignal,
): Promise<Measured> {
  const startMs: number[] = [];
  for (;;) {
    const at = performance.now();
    await using vm = await create(fleet, specOf(files, wanted), signal);
    const { name, reason } = vm.vm.facts.accelerator;
    if (name !== wanted) throw measureImpossible(reason);
    await vm.vm.start({ boot: 'cold' }, signal);
    const release = await askRelease(vm.vm, signal);
    startMs.push(performance.now() - at);
    if (startMs.length < tries) continue;
    const { values } = await vm.vm.counters(signal);
    return {
      startMs,
      memoryBytes: values['qemuResidentBytes'] ?? 0,
      memoryMeaning: t('resident memory of QEMU'),
      kernelRelease: release,
      ownNamespaces: namespaceTypes,
      hasOwnKernel: true,
      root: vm.vm.facts.disks[0]?.chain[0]?.file ?? '',
    };
  }
}

async function create(
  fleet: Fleet,
  spec: VmSpec,
  signal: AbortSignal,
): Promise<AsyncDisposable & { readonly vm: Vm }> {
  const vm = await fleet.create(spec, signal);
  const remove = (): Promise<void> => fleet.remove(spec.name, timeLimit(cleanUpLimitMs));
  return { vm, [Symbol.asyncDispose]: remove };
}

function specOf(files: GuestFiles, accelerator: 'tcg' | 'kvm'): VmSpec {
  return {
    name: 'ladder',
    files,
    cpus: { start: 1, max: 1 },
    memory: { startBytes: memoryBytes, maxBytes: memoryBytes },
    network: 'none',
    disks: {},
    boot: 'cold',
    // KVM is not asked for but hoped for: only what has proven itself here is measured.
    ...(accelerator === 'tcg' ? { accelerator } : {}),
  };
}

async function askRelease(vm: Vm, signal: AbortSignal): Promise<string> {
  const [program, ...args] = words;
  const { stdout, stderr, failure } = await vm.run({ program, args }, signal);
  const release = releaseIn(stdout);
  if (release === undefined) throw measureFailed(failure ?? stderr);
  return release;
}

function open(equipment: VmEquipment, folder: string, signal: AbortSignal): Promise<Fleet> {
  return equipment.openFleet(folder, `ladder-${process.pid}`, ownLabels, signal);
}

async function removeFleet(
  equipment: VmEquipment,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await using fleet = await open(equipment, folder, signal);
  await fleet.removeAll(signal);
  await rm(folder, { recursive: true, force: true });
}
