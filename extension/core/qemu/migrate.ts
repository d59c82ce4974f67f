import { qmpRefused } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Monitor } from './monitor.ts';

/** Sends a VM's state to where the URI says, its CPUs stopped; resolves when all has arrived. */
export async function migrateTo(monitor: Monitor, uri: string, signal: AbortSignal): Promise<void> {
  await monitor.ask('stop', {}, signal);
  await monitor.ask('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 }, signal);
  await transfer(monitor, 'migrate', uri, signal);
}

/** Takes a VM's state from where the URI says; its CPUs stay stopped. */
export async function migrateFrom(
  monitor: Monitor,
  uri: string,
  signal: AbortSignal,
): Promise<void> {
  await transfer(monitor, 'migrate-incoming', uri, signal);
}

async function transfer(
  monitor: Monitor,
  command: 'migrate' | 'migrate-incoming',
  uri: string,
  signal: AbortSignal,
): Promise<void> {
  const capabilities = [{ capability: 'events', state: true }];
  await monitor.ask('migrate-set-capabilities', { capabilities }, signal);
  const refused = new AbortController();
  const settled = monitor.next(
    ({ name, data }) =>
      name === 'MIGRATION' && ['completed', 'failed'].includes(String(data['status'])),
    AbortSignal.any([signal, refused.signal]),
  );
  try {
    await monitor.ask(command, { uri }, signal);
  } catch (error) {
    refused.abort(error);
    await settled.catch(() => {}); // the command was refused: nothing goes on
    throw error;
  }
  const { data } = await settled;
  if (data['status'] === 'completed') return;
  const { 'error-desc': said } = await monitor.ask('query-migrate', {}, signal);
  throw qmpRefused(command, said ?? t('it failed.'));
}
