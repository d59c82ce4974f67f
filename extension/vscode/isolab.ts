import * as vscode from 'vscode';
import { cleanUpOnce } from './cleanUp.ts';
import { registerCommands } from './commands.ts';
import { makeDoctor } from './doctor.ts';
import { EquipmentHolder } from './equipment.ts';
import { foldersOf } from './folders.ts';
import { makeGuide } from './guide.ts';
import { KernelViews } from './kernelViews.ts';
import { LabActions } from './labActions.ts';
import { labCommands } from './labCommands.ts';
import { LadderView } from './ladderView.ts';
import { Labs } from './labs.ts';
import { LabsView } from './labsView.ts';
import { provideLayerFiles } from './layerFile.ts';
import { LayersView } from './layersView.ts';
import { LastLab } from './lastLab.ts';
import type { LogChannel } from './log.ts';
import { machineCommands } from './machineCommands.ts';
import { showMachine } from './machineItem.ts';
import { announce } from './milestones.ts';
import { execute, setContext } from './names.ts';
import { objectCommands } from './objectCommands.ts';
import { OpenLab } from './openLab.ts';
import { makePanels } from './panels.ts';
import { RecorderView } from './recorderView.ts';
import { registerRecordingEditor } from './recordingEditor.ts';
import { takeRequestedLab } from './requestedLab.ts';
import { showRunning } from './runningTree.ts';
import { sessionCommands } from './sessionCommands.ts';
import { showError } from './showError.ts';
import { applySettings } from './applySettings.ts';
import { showStatusBar } from './statusBar.ts';
import { showViewsOfSteps } from './showStep.ts';
import { LabTerminals } from './terminals.ts';
import { handleUris } from './uriHandler.ts';
import { viewCommands } from './viewCommands.ts';
import { vmCommands } from './vmCommands.ts';
import { VmViews } from './vmViews.ts';

/** Puts the contributions together. Opens and reads nothing, except for the lab that was open before a reload. */
export function startIsolab(context: vscode.ExtensionContext, log: LogChannel): AsyncDisposable {
  const { extensionUri, workspaceState, subscriptions } = context;
  const folders = foldersOf(extensionUri);
  const equipment = new EquipmentHolder(folders.recipes, log);
  const openLab = new OpenLab(equipment, folders, log);
  const labs = new Labs(equipment, openLab, folders, log);
  const lastLab = new LastLab(workspaceState);
  const terminals = new LabTerminals(openLab, workspaceState, () => {
    announce('hasRunCommand');
  });
  const kernelViews = new KernelViews(equipment, openLab, log);
  const vmViews = new VmViews(openLab, terminals, log);
  const ladderView = new LadderView(openLab, equipment, folders, log);
  const layersView = new LayersView(equipment, openLab, log);
  const recorderView = new RecorderView(openLab);
  let reopening: Promise<void> | undefined;

  const panels = makePanels(
    {
      guide: async () => {
        if (openLab.current === undefined) await reopening;
        return openLab.current && makeGuide(openLab.current, labs, terminals);
      },
      isolation: () => kernelViews.makeIsolation(),
      meters: () => kernelViews.makeMeters(),
      recorder: async () => {
        if (openLab.current === undefined) await reopening;
        return recorderView.make();
      },
      layers: () => layersView.make(),
      machines: async () => {
        if (openLab.current === undefined) await reopening;
        return vmViews.makeMachines();
      },
      ladder: async () => {
        if (openLab.current === undefined) await reopening;
        return ladderView.make();
      },
      doctor: async () => makeDoctor(equipment, labs, folders, extensionUri, log),
    },
    extensionUri,
    log,
  );
  const actions = new LabActions({ openLab, labs, lastLab, terminals, panels });
  const labsView = new LabsView(labs, equipment, workspaceState, log);
  openLab.onDidChange((current) => {
    setContext('isLabOpen', current !== undefined);
    if (current === undefined) terminals.close();
    // While a window closes, its views are left alone: they come back with it.
    void panels.guide.reconnect();
    void panels.recorder.reconnect();
    void panels.machines.reconnect();
    void panels.ladder.reconnect();
  });
  let ticksBefore = 0;
  openLab.onDidChangeState(({ steps }) => {
    const tasks = steps.flatMap((step) => step.tasks);
    const ticks = tasks.filter(({ status }) => status === 'passed').length;
    if (ticks > ticksBefore) announce('hasTick');
    ticksBefore = ticks;
  });
  showViewsOfSteps(openLab, panels, kernelViews, vmViews, layersView);
  cleanUpOnce(equipment, folders, log);
  subscriptions.push(
    applySettings(openLab, equipment, labs),
    terminals,
    labsView,
    showRunning(openLab),
    showStatusBar(openLab),
    showMachine(openLab),
    handleUris(),
    provideLayerFiles(),
    registerRecordingEditor(recorderView, extensionUri, log),
    ...Object.values(panels),
    registerCommands(
      {
        ...labCommands(labs, openLab, actions),
        ...sessionCommands(openLab),
        ...viewCommands(
          panels,
          kernelViews,
          recorderView,
          layersView,
          terminals,
          equipment,
          openLab,
        ),
        ...objectCommands(openLab, equipment, terminals),
        ...vmCommands(openLab, terminals, vmViews),
        ...machineCommands(openLab, terminals),
        ...labsView.handlers,
        showLog: () => log.show(),
      },
      log,
    ),
  );
  if (vscode.workspace.isTrusted) {
    const requested = takeRequestedLab(workspaceState, process.env);
    if (requested !== undefined) void execute('startLab', requested);
    else reopening = actions.reopen().catch((error: unknown) => void showError(error, log));
  }
  return {
    [Symbol.asyncDispose]: async () => {
      await openLab[Symbol.asyncDispose]();
      await equipment[Symbol.asyncDispose]();
    },
  };
}
