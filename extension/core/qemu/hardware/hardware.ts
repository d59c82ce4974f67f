import type { z } from 'zod';
import type { Dimm, Hardware } from '../disk/record.ts';
import type { Monitor } from '../monitor.ts';
import type { answers } from '../qmp/answers.ts';

/** A place for a CPU: its properties are given back to QEMU as they are. */
export type CpuSlot = z.infer<(typeof answers)['query-hotpluggable-cpus']>[number];

/** Places for CPUs in the order of their core IDs. */
export async function readCpuSlots(
  monitor: Monitor,
  signal: AbortSignal,
): Promise<readonly CpuSlot[]> {
  const slots = await monitor.ask('query-hotpluggable-cpus', {}, signal);
  return slots.sort((one, other) => coreOf(one) - coreOf(other));
}

/** What was plugged into a running VM, beyond what its QEMU was started with. */
export async function readHardware(monitor: Monitor, signal: AbortSignal): Promise<Hardware> {
  const slots = await readCpuSlots(monitor, signal);
  const cores = slots.filter(isPlugged).map(coreOf);
  return { cores, dimms: await readDimms(monitor, signal) };
}

/** Plugs the same into a QEMU of the same command line that has not run yet. */
export async function plugHardware(
  monitor: Monitor,
  { cores, dimms }: Hardware,
  signal: AbortSignal,
): Promise<void> {
  const slots = cores.length === 0 ? [] : await readCpuSlots(monitor, signal);
  for (const core of cores) {
    const slot = slots.find((each) => coreOf(each) === core);
    if (slot !== undefined) await plugCpu(monitor, slot, signal);
  }
  for (const dimm of dimms) await plugDimm(monitor, dimm, signal);
}

/** Adds a CPU at its place (docs/system/cpu-hotplug.rst). */
export async function plugCpu(monitor: Monitor, slot: CpuSlot, signal: AbortSignal): Promise<void> {
  const { type: driver, props } = slot;
  await monitor.ask('device_add', { driver, id: cpuId(slot), ...props }, signal);
}

/** True for a CPU that was plugged; QEMU keeps those that it started with elsewhere. */
export function isPlugged(slot: CpuSlot): boolean {
  return slot['qom-path']?.startsWith('/machine/peripheral/') === true;
}

/** The name of a plugged CPU. */
export function cpuId(slot: CpuSlot): string {
  return `cpu-${coreOf(slot)}`;
}

/** Adds a memory module (docs/memory-hotplug.txt): where it says, else where there is room. */
export async function plugDimm(
  monitor: Monitor,
  { id, bytes, slot, address }: Pick<Dimm, 'id' | 'bytes'> & Partial<Dimm>,
  signal: AbortSignal,
): Promise<void> {
  const memdev = memoryId(id);
  await monitor.ask(
    'object-add',
    { 'qom-type': 'memory-backend-ram', id: memdev, size: bytes },
    signal,
  );
  try {
    const place = {
      ...(slot === undefined ? {} : { slot }),
      ...(address === undefined ? {} : { addr: address }),
    };
    await monitor.ask('device_add', { driver: 'pc-dimm', id, memdev, ...place }, signal);
  } catch (error) {
    await monitor.ask('object-del', { id: memdev }, signal);
    throw error;
  }
}

/** The name of the memory behind a module. */
export function memoryId(dimm: string): string {
  return `${dimm}-memory`;
}

/** The memory modules of a VM, by their slots. */
export async function readDimms(monitor: Monitor, signal: AbortSignal): Promise<readonly Dimm[]> {
  const devices = await monitor.ask('query-memory-devices', {}, signal);
  return devices
    .filter(({ type }) => type === 'dimm')
    .map(({ data: { id, size, slot, addr } }) => ({ id, bytes: size, slot, address: addr }))
    .sort((one, other) => one.slot - other.slot);
}

/** Where a CPU's place is: slots are filled in this order. */
export function coreOf({ props }: CpuSlot): number {
  return props['core-id'] ?? 0;
}
