import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import type { Lab } from '../../extension/core/lab/lab.ts';
import { loadLab } from '../../extension/core/lab/load.ts';
import type { VmEquipmentHere } from '../../extension/core/machine/equipment.ts';
import { findVmEquipment } from '../../extension/core/machine/vmEquipment.ts';
import { openSession, type SessionOptions } from '../../extension/core/session/open.ts';
import type { Session } from '../../extension/core/session/session.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { isolabCommand } from '../isolabCommand.ts';

/** A guest under emulation, on a computer with much else to do. */
const limitMs = 120_000;
const recipes = resolve(import.meta.dirname, '../../labs');
const labs = resolve(import.meta.dirname, '../fixtures/labs/tiny');

/** Real guests, no engine, and a folder for sessions. Disposing removes what is left of them. */
export interface VmPlace extends AsyncDisposable {
  readonly root: string;
  readonly vms: VmEquipmentHere;
  readonly lab: Lab;
  open(options?: Partial<SessionOptions>): Promise<Session>;
}

/** Opens a place for sessions of this lab. */
export async function openVmPlace(labId: string, root?: string): Promise<VmPlace> {
  const folder = root ?? (await mkdtemp(join(tmpdir(), 'isolab-vms-')));
  const vms = findVmEquipment({
    ...{ recipes, cacheFolder: cacheFolder(), log: silentLog },
    engine: undefined,
  });
  const { lab, problems } = await loadLab(join(labs, labId));
  if (lab === undefined) throw new Error(`the lab is broken: ${JSON.stringify(problems)}`);
  return {
    root: folder,
    vms,
    lab,
    open: (options = {}) =>
      openSession(
        { lab, vms, recipes, root: folder, command: isolabCommand, log: silentLog, ...options },
        AbortSignal.timeout(limitMs),
      ),
    async [Symbol.asyncDispose]() {
      if (root !== undefined) return;
      const store = new SessionStore(folder);
      for (const { labId: id } of await store.list()) {
        await store.remove(id, { engine: undefined, vms }, AbortSignal.timeout(limitMs));
      }
      await rm(folder, { recursive: true });
    },
  };
}
