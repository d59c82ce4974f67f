import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import { timeLimit } from '../core/base/timeLimit.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Folders } from './folders.ts';

/** Removes what crashes left on the engine and on the disk, once, as soon as somebody has needed the engine. */
export function cleanUpOnce(equipment: EquipmentHolder, folders: Folders, log: Log): void {
  const subscription = equipment.onDidChangeStatus(({ status }) => {
    const engine = equipment.opened?.engine;
    if (status !== 'up' || engine === undefined || !vscode.workspace.isTrusted) return;
    subscription.dispose();
    cleanUp(engine, folders).catch((error: unknown) =>
      log.warn(`not cleaned up: ${String(error)}`),
    );
  });
}

async function cleanUp(engine: Engine, folders: Folders): Promise<void> {
  const { SessionStore } = await import('../core/session/store.ts');
  const store = new SessionStore(await folders.sessions());
  await store.cleanUp(engine, timeLimit(60_000));
}
