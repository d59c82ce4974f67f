import type { Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { MigrationFacts } from './facts.ts';
import { launch, type Launch } from './launch.ts';
import { migrateLive } from './liveMigration.ts';
import type { RunningVm } from './running.ts';

/**
 * Moves a guest to a QEMU that is started for it, beside the one that it leaves. When that fails, the guest goes on
 * where it was and nothing is left of the other.
 */
export async function moveToNewProcess(
  source: RunningVm,
  options: Omit<Launch, 'begin' | 'slot'>,
  report: (facts: MigrationFacts) => void,
  log: Log,
  signal: AbortSignal,
): Promise<{ readonly running: RunningVm; readonly facts: MigrationFacts }> {
  const { network } = options.spec;
  // The ports of the host are the source's as long as it runs.
  const spec = { ...options.spec, network: network === 'none' ? network : { forwards: [] } };
  const slot = source.slot === 0 ? 1 : 0;
  const target = await launch({ ...options, spec, slot, begin: 'incoming' }, log, signal);
  try {
    const facts = await migrateLive(
      { monitor: source.qmp, pid: source.process.identity.pid },
      { monitor: target.qmp, pid: target.process.identity.pid },
      `${target.sockets}/migration`,
      report,
      signal,
    );
    return { running: { ...target, spec: options.spec }, facts };
  } catch (error) {
    await target.process.kill();
    await target.qmp[Symbol.asyncDispose]();
    await options.place.files.remove(target.sockets, timeLimit(10_000));
    throw error;
  }
}

/** Lets the ports of the host that lead to a guest lead to its new process; the old one has ended. */
export async function takeForwards({ qmp, spec }: RunningVm, signal: AbortSignal): Promise<void> {
  if (spec.network === 'none') return;
  for (const { hostPort, guestPort } of spec.network.forwards) {
    const line = `hostfwd_add network tcp:127.0.0.1:${hostPort}-:${guestPort}`;
    await qmp.ask('human-monitor-command', { 'command-line': line }, signal);
  }
}
