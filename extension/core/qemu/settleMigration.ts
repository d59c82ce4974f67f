import { setTimeout as delay } from 'node:timers/promises';
import { timeLimit } from '../base/timeLimit.ts';
import type { Monitor } from './monitor.ts';
import type { RunningVm } from './running.ts';

const lookEveryMs = 50;
/** A guest that writes faster than it is sent would never arrive. */
const patienceMs = 10_000;
const settleLimitMs = 30_000;

/** QEMU says so of one whose guest is elsewhere, or just on its way (RunState in qapi/run-state.json). */
const handedOn = ['finish-migrate', 'postmigrate'];

/** What QEMU says of a migration that goes on, or is being taken back (MigrationStatus in qapi/migration.json). */
const underway = ['setup', 'active', 'pre-switchover', 'device', 'wait-unplug', 'cancelling'];

/**
 * Which of the two QEMU processes of a VM has its guest, when the Isolab that moved it has ended meanwhile: QEMU goes
 * on with a migration by itself, so that is waited for. To look at each and keep what runs could lose the guest: it
 * may arrive between the two looks.
 */
export async function settleMigration(one: RunningVm, other: RunningVm): Promise<RunningVm> {
  const signal = timeLimit(settleLimitMs);
  const [source, target] = await tellApart(one, other, signal);
  await waitForEnd(source.qmp, signal);
  if (!handedOn.includes(await statusOf(source.qmp, signal))) return source;
  try {
    while ((await statusOf(target.qmp, signal)) === 'inmigrate') await delay(lookEveryMs);
    return target;
  } catch {
    // It did not arrive: there is still all of it where it was.
    await source.qmp.ask('cont', {}, signal);
    return source;
  }
}

async function tellApart(
  one: RunningVm,
  other: RunningVm,
  signal: AbortSignal,
): Promise<readonly [source: RunningVm, target: RunningVm]> {
  for (;;) {
    const mine = await statusOf(one.qmp, signal);
    const theirs = await statusOf(other.qmp, signal);
    if (handedOn.includes(mine) || theirs === 'inmigrate') return [one, other];
    if (handedOn.includes(theirs) || mine === 'inmigrate') return [other, one];
    // It arrived between the two looks.
    await delay(lookEveryMs, undefined, { signal });
  }
}

async function waitForEnd(source: Monitor, signal: AbortSignal): Promise<void> {
  const patientUntil = Date.now() + patienceMs;
  let isCancelled = false;
  for (;;) {
    const { status = 'none' } = await source.ask('query-migrate', {}, signal);
    if (!underway.includes(status)) return;
    if (Date.now() > patientUntil && !isCancelled) {
      isCancelled = true;
      await source.ask('migrate_cancel', {}, signal);
    }
    await delay(lookEveryMs, undefined, { signal });
  }
}

async function statusOf(monitor: Monitor, signal: AbortSignal): Promise<string> {
  return (await monitor.ask('query-status', {}, signal)).status;
}
