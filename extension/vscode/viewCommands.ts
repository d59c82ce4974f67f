import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { OwnedObject } from '../core/session/state.ts';
import type { Handlers } from './commands.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { KernelViews } from './kernelViews.ts';
import type { LayersView } from './layersView.ts';
import type { OpenLab } from './openLab.ts';
import type { ViewName } from './panels.ts';
import { withProgress } from './progress.ts';
import type { RecorderView } from './recorderView.ts';
import type { LabTerminals } from './terminals.ts';
import type { ViewPanel } from './viewPanel.ts';

/** What opens a view, a terminal or the log, and what looks for the engine again. */
export function viewCommands(
  panels: Readonly<Record<ViewName, ViewPanel>>,
  kernelViews: KernelViews,
  recorderView: RecorderView,
  layersView: LayersView,
  terminals: LabTerminals,
  equipment: EquipmentHolder,
  openLab: OpenLab,
): Handlers {
  const showIsolation = async (target: unknown): Promise<void> => {
    if (typeof target === 'string') kernelViews.focus(target);
    await panels.isolation.show();
  };
  return {
    openGuide: () => panels.guide.show(),
    openTerminal: () => terminals.open().show(),
    openIsolation: showIsolation,
    showInIsolation: (argument) => {
      const { kind, name } = argument as OwnedObject;
      return showIsolation(kind === 'vm' ? `guest:${name}` : `container:${name}`);
    },
    openMeters: () => panels.meters.show(),
    openRecorder: () => panels.recorder.show(),
    showLastCommand: async () => {
      recorderView.showLast();
      await panels.recorder.show();
    },
    openLayers: () => panels.layers.show(),
    showInLayers: (argument) => {
      const { id, name } = argument as OwnedObject;
      layersView.focus(name || id);
      return panels.layers.show();
    },
    openMachines: () => panels.machines.show(),
    openLadder: () => panels.ladder.show(),
    checkMachine: () => panels.doctor.show(),
    openWalkthrough: () =>
      vscode.commands.executeCommand('workbench.action.openWalkthrough', 'isolab.isolab#start'),
    retryEngine: async () => {
      await withProgress(t('Looking for the Docker Engine'), (signal) => equipment.get(signal));
      await openLab.current?.session.checkNow();
    },
  };
}
