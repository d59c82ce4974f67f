import * as z from 'zod';
import { cpusImpossible, cpusNotTaken } from '../../base/vmErrors.ts';
import { t } from '../../base/l10n.ts';
import type { GuestAgent } from '../agent/agent.ts';
import type { GuestShell, Monitor } from '../monitor.ts';
import { coreOf, cpuId, isPlugged, plugCpu, readCpuSlots, type CpuSlot } from './hardware.ts';
import { unplug } from './unplug.ts';

/** Under emulation a CPU takes a second to come up. */
const limitMs = 20_000;

/**
 * Gives the running guest so many CPUs: plugs what is missing, in the order of core IDs, and lets the guest use as
 * many. Under KVM, plugged CPUs that are too many are unplugged. Under emulation the guest only ceases to use them:
 * there QEMU 7.2 frees the memory of a CPU that goes and uses it still, and dies of that at the next one.
 */
export async function setCpus(
  monitor: Monitor,
  guest: GuestShell,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const slots = await readCpuSlots(monitor, signal);
  if (!Number.isInteger(count) || count < 1 || count > slots.length) {
    throw cpusImpossible(count, slots.length);
  }
  for (const slot of slots.slice(0, count).filter((each) => each['qom-path'] === undefined)) {
    await plugCpu(monitor, slot, signal);
  }
  const { enabled: hasKvm } = await monitor.ask('query-kvm', {}, signal);
  for (const slot of hasKvm ? slots.slice(count).filter(isPlugged).reverse() : []) {
    await unplugCpu(monitor, slot, signal);
  }
  await useCpus(guest, count, signal);
}

const cpusOfGuest = z.array(z.object({ online: z.boolean() }));

/** How many CPUs the guest uses. */
export async function countCpus(agent: GuestAgent, signal: AbortSignal): Promise<number> {
  const all = await agent.ask('guest-get-vcpus', {}, cpusOfGuest, signal);
  return all.filter(({ online }) => online).length;
}

// A plugged CPU shows up after a while: only udev would tell, which the guest has not.
const useScript = `cd /sys/devices/system/cpu
until [ -e "cpu$(($1 - 1))" ]; do sleep 0.05; done
for file in cpu[1-9]*/online; do
  [ -e "$file" ] || continue
  number=\${file%/online}
  wanted=$((\${number#cpu} < $1))
  [ "$(cat "$file")" = "$wanted" ] || echo "$wanted" >"$file" || exit
done`;

async function useCpus(guest: GuestShell, count: number, signal: AbortSignal): Promise<void> {
  const command = {
    program: 'sh',
    args: ['-c', useScript, 'sh', String(count)],
    timeoutMs: limitMs,
  };
  const { exitCode, stderr, failure } = await guest.run(command, signal);
  if (exitCode !== 0) throw cpusNotTaken(stderr.trim() || (failure ?? ''));
}

async function unplugCpu(monitor: Monitor, slot: CpuSlot, signal: AbortSignal): Promise<void> {
  const isGone = async (): Promise<boolean> =>
    (await readCpuSlots(monitor, signal)).some(
      (each) => coreOf(each) === coreOf(slot) && each['qom-path'] === undefined,
    );
  if (!(await unplug(monitor, cpuId(slot), isGone, signal))) {
    throw cpusNotTaken(t('it did not let go of CPU {0}.', coreOf(slot)));
  }
}
