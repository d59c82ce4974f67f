import * as vscode from 'vscode';
import type { EquipmentHolder } from './equipment.ts';
import type { Labs } from './labs.ts';
import type { OpenLab } from './openLab.ts';

/** Takes a change of the settings into use: the open lab is closed, because its engine or folder is another now. */
export function applySettings(
  openLab: OpenLab,
  equipment: EquipmentHolder,
  labs: Labs,
): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration(async (change) => {
    const isEngine = change.affectsConfiguration('isolab.engine');
    const isFolder = ['isolab.labsFolder', 'isolab.dataFolder'].some((name) =>
      change.affectsConfiguration(name),
    );
    if (!isEngine && !isFolder) return;
    await openLab.close();
    if (isEngine) await equipment.close();
    await labs.refresh();
  });
}
