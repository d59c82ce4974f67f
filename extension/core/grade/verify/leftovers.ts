import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionStore } from '../../session/store.ts';
import type { Tools } from './bench.ts';

/** How the folders begin in which labs are proven. */
export const benchPrefix = 'isolab-verify-';

/** Removes what proofs left that were killed: their sessions, with VMs and containers. One that goes on is left alone. */
export async function removeLeftovers(
  { engine, vms }: Pick<Tools, 'engine' | 'vms'>,
  signal: AbortSignal,
): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(benchPrefix)) continue;
    const root = join(tmpdir(), name);
    const store = new SessionStore(root);
    const sessions = await store.list();
    // A folder without a session may be that of a proof which is just beginning.
    if (sessions.length === 0 || sessions.some(({ holder }) => holder !== undefined)) continue;
    for (const { labId } of sessions) await store.remove(labId, { engine, vms }, signal);
    await rm(root, { recursive: true, force: true });
  }
}
