import { setTimeout as delay } from 'node:timers/promises';
import { memoryImpossible, memoryNotGiven } from '../../base/vmErrors.ts';
import { t } from '../../base/l10n.ts';
import type { Dimm } from '../disk/record.ts';
import type { GuestShell, Monitor } from '../monitor.ts';
import { memoryId, plugDimm, readDimms } from './hardware.ts';
import { unplug } from './unplug.ts';

const mebibyte = 1024 * 1024;
/** Linux on x86_64 takes and gives back memory in blocks of this size (admin-guide/mm/memory-hotplug.rst). */
const blockBytes = 128 * mebibyte;
/** What a guest needs beyond what it cannot give back, to be able to answer. */
const reserveBytes = 24 * mebibyte;
/** QEMU announces changes of the balloon once a second only (qapi/machine.json, BALLOON_CHANGE). */
const lookEveryMs = 50;
const patienceMs = 3_000;
const onlineLimitMs = 20_000;

/**
 * Gives the running guest so much memory in all. What it was given is more: the balloon takes the rest, or a module
 * is taken out where the guest lets go of it. It is less: a module is plugged. Refuses what the guest cannot spare.
 */
export async function setMemory(
  monitor: Monitor,
  guest: GuestShell,
  maxBytes: number,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const least = (await readBalloon(monitor, signal)) - (await readSpare(guest, signal));
  const minBytes = Math.ceil((least + reserveBytes) / mebibyte) * mebibyte;
  if (!Number.isInteger(bytes) || bytes < minBytes || bytes > maxBytes) {
    throw memoryImpossible(bytes, minBytes, maxBytes);
  }
  for (const dimm of (await readDimms(monitor, signal)).toReversed()) {
    const totalBytes = await readTotal(monitor, signal);
    if (bytes > totalBytes - dimm.bytes || !(await unplugDimm(monitor, dimm, signal))) break;
  }
  const totalBytes = await readTotal(monitor, signal);
  if (bytes > totalBytes) await plug(monitor, guest, bytes - totalBytes, signal);
  await inflate(monitor, bytes, signal);
}

async function plug(
  monitor: Monitor,
  guest: GuestShell,
  missingBytes: number,
  signal: AbortSignal,
): Promise<void> {
  const taken = (await readDimms(monitor, signal)).map(({ id }) => id);
  let number = 0;
  while (taken.includes(`dimm-${number}`)) number += 1;
  const bytes = Math.ceil(missingBytes / blockBytes) * blockBytes;
  await plugDimm(monitor, { id: `dimm-${number}`, bytes }, signal);
  const blocks = String(bytes / blockBytes);
  const command = {
    program: 'sh',
    args: ['-c', useScript, 'sh', blocks],
    timeoutMs: onlineLimitMs,
  };
  const { exitCode, stderr, failure } = await guest.run(command, signal);
  if (exitCode !== 0) throw memoryNotGiven(stderr.trim() || (failure ?? ''));
}

// What is movable can be taken out again. The blocks show up after a while: only udev would tell.
const useScript = `cd /sys/devices/system/memory
until set -- "$1" $(grep -l offline memory*/state) && [ $# -gt "$1" ]; do sleep 0.05; done
shift
for file; do echo online_movable >"$file" || exit; done`;

async function unplugDimm(monitor: Monitor, { id }: Dimm, signal: AbortSignal): Promise<boolean> {
  const isGone = async (): Promise<boolean> =>
    (await readDimms(monitor, signal)).every((dimm) => dimm.id !== id);
  if (!(await unplug(monitor, id, isGone, signal))) return false;
  await monitor.ask('object-del', { id: memoryId(id) }, signal);
  return true;
}

/** Blows the balloon up or lets it shrink until it leaves so much; one that stands still goes back. */
async function inflate(monitor: Monitor, bytes: number, signal: AbortSignal): Promise<void> {
  let before = await readBalloon(monitor, signal);
  let moved = performance.now();
  await monitor.ask('balloon', { value: bytes }, signal);
  for (;;) {
    const now = await readBalloon(monitor, signal);
    if (now === bytes) return;
    if (now !== before) moved = performance.now();
    if (performance.now() - moved > patienceMs) {
      await monitor.ask('balloon', { value: now }, signal);
      throw memoryNotGiven(t('the balloon stands still at {0} MiB.', Math.round(now / mebibyte)));
    }
    before = now;
    await delay(lookEveryMs, undefined, { signal });
  }
}

async function readTotal(monitor: Monitor, signal: AbortSignal): Promise<number> {
  const summary = await monitor.ask('query-memory-size-summary', {}, signal);
  return summary['base-memory'] + summary['plugged-memory'];
}

async function readBalloon(monitor: Monitor, signal: AbortSignal): Promise<number> {
  return (await monitor.ask('query-balloon', {}, signal)).actual;
}

/** What the guest could give back without ending a program: MemAvailable (proc_meminfo(5)). */
async function readSpare(guest: GuestShell, signal: AbortSignal): Promise<number> {
  const command = { program: 'cat', args: ['/proc/meminfo'] };
  const { stdout } = await guest.run(command, signal);
  return Number(/^MemAvailable:\s+(\d+) kB/mu.exec(stdout)?.[1] ?? 0) * 1024;
}
