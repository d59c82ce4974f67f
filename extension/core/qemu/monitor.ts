import type { Command, CommandResult } from '../base/run.ts';
import type { QmpClient } from './qmp/client.ts';

/** QEMU's monitor, as far as features of a VM need it. */
export type Monitor = Pick<QmpClient, 'ask' | 'next'>;

/** A guest in which commands can be run. */
export interface GuestShell {
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
}
