import { setTimeout as delay } from 'node:timers/promises';
import { timeLimit } from '../base/timeLimit.ts';
import { migrationFailed } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { MigrationFacts } from './facts.ts';
import { plugHardware, readHardware } from './hardware/hardware.ts';
import type { Monitor } from './monitor.ts';

/** One of the two QEMU processes of a migration. */
export interface MigrationEnd {
  readonly monitor: Monitor;
  readonly pid: number;
}

// QEMU tells when a phase ends, not how far it is (qapi/migration.json).
const lookEveryMs = 50;
/** What is left to do after the caller has given up: QEMU ends or takes back a migration in milliseconds. */
const settleLimitMs = 20_000;

/**
 * Moves a guest while it runs: from the QEMU that runs it to one with the same command line and the same disk files
 * that waits with `-incoming defer`. Resolves when the guest goes on there; the source then stands still and can be
 * ended. When it fails or is cancelled, the guest goes on in the source, and the target can be ended.
 */
export async function migrateLive(
  source: MigrationEnd,
  target: MigrationEnd,
  socketPath: string,
  report: (facts: MigrationFacts) => void,
  signal: AbortSignal,
): Promise<MigrationFacts> {
  const at = Date.now();
  const uri = `unix:${socketPath}`;
  const look = async (): Promise<MigrationFacts> =>
    factsOf(await ask(source.monitor), { at, fromPid: source.pid, toPid: target.pid });
  await plugHardware(target.monitor, await readHardware(source.monitor, signal), signal);
  await target.monitor.ask('migrate-incoming', { uri }, signal);
  await source.monitor.ask('migrate', { uri }, signal);
  const cancel = (): void =>
    void source.monitor.ask('migrate_cancel', {}, settling()).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) cancel();
    const facts = await watch(look, report);
    if (facts.status === 'completed') {
      await arrived(target.monitor);
      return facts;
    }
    await goOn(source.monitor);
    signal.throwIfAborted();
    throw migrationFailed(facts.trouble ?? t('it was cancelled.'));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function watch(
  look: () => Promise<MigrationFacts>,
  report: (facts: MigrationFacts) => void,
): Promise<MigrationFacts> {
  for (;;) {
    const facts = await look();
    report(facts);
    if (facts.status !== 'active') return facts;
    await delay(lookEveryMs);
  }
}

/** The source knows first that all was sent; the target has still to take over the disks. */
async function arrived(target: Monitor): Promise<void> {
  while ((await target.ask('query-status', {}, settling())).status === 'inmigrate') {
    await delay(lookEveryMs);
  }
}

// When a migration fails in its last phase, the guest has been stopped already.
async function goOn(source: Monitor): Promise<void> {
  const { status } = await source.ask('query-status', {}, settling());
  if (status === 'postmigrate' || status === 'finish-migrate')
    await source.ask('cont', {}, settling());
}

type Answer = Awaited<ReturnType<typeof ask>>;

function ask(monitor: Monitor) {
  return monitor.ask('query-migrate', {}, settling());
}

function factsOf(
  { status, ram, downtime, 'total-time': totalMs, 'error-desc': trouble }: Answer,
  ends: Pick<MigrationFacts, 'at' | 'fromPid' | 'toPid'>,
): MigrationFacts {
  return {
    ...ends,
    // QEMU says so a moment before it has reckoned up the times (migration/migration.c, migration_calculate_complete).
    status: status === 'completed' && !totalMs ? 'active' : statusOf(status),
    transferredBytes: ram?.transferred ?? 0,
    remainingBytes: ram?.remaining ?? 0,
    totalMs: totalMs ?? 0,
    ...(downtime === undefined ? {} : { downtimeMs: downtime }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function statusOf(status: string | undefined): MigrationFacts['status'] {
  return status === 'completed' || status === 'failed' || status === 'cancelled'
    ? status
    : 'active';
}

function settling(): AbortSignal {
  return timeLimit(settleLimitMs);
}
