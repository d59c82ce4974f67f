import * as vscode from 'vscode';

/** Every command that the package declares, without the prefix `isolab.`. */
export type CommandName =
  | 'startLab'
  | 'resumeLab'
  | 'startFirstLab'
  | 'resetLab'
  | 'removeLab'
  | 'closeLab'
  | 'openGuide'
  | 'checkNow'
  | 'hint'
  | 'nextStep'
  | 'previousStep'
  | 'resetStep'
  | 'openTerminal'
  | 'openIsolation'
  | 'openMeters'
  | 'checkMachine'
  | 'retryEngine'
  | 'openWalkthrough'
  | 'showRunnableLabs'
  | 'showAllLabs'
  | 'refresh'
  | 'showLog'
  | 'openContainerTerminal'
  | 'showContainerLog'
  | 'stopContainer'
  | 'startContainer'
  | 'showInIsolation'
  | 'removeObject'
  | 'openConsole'
  | 'startVm'
  | 'stopVm'
  | 'showInMachines'
  | 'openMachines'
  | 'openLayers'
  | 'showInLayers'
  | 'openRecorder'
  | 'showLastCommand'
  | 'openLadder'
  | 'changeMachine'
  | 'removeEverything';

/** The facts that the `when` clauses of the package ask for. */
export type ContextKey =
  | 'isLabOpen'
  | 'hasMachineChoice'
  | 'isEngineMissing'
  | 'isFiltered'
  | 'hasStartedLab'
  | 'hasRunCommand'
  | 'hasTick';

/** Tells VS Code a fact for `when` clauses. */
export function setContext(key: ContextKey, value: boolean): void {
  void vscode.commands.executeCommand('setContext', `isolab.${key}`, value);
}

/** Runs one of Isolab's own commands, as if the person had chosen it. */
export async function execute(name: CommandName, argument?: unknown): Promise<void> {
  await vscode.commands.executeCommand(`isolab.${name}`, argument);
}
