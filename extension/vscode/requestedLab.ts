import type * as vscode from 'vscode';

const key = 'answeredStart';

/**
 * The lab that `npm start -- --lab` asks for in the environment. It is asked for once: a window that is loaded again
 * stays where it is. The start that has been answered is remembered.
 */
export function takeRequestedLab(
  memory: vscode.Memento,
  { ISOLAB_OPEN_LAB: lab, ISOLAB_START: start }: NodeJS.ProcessEnv,
): string | undefined {
  if (lab === undefined || memory.get(key) === (start ?? lab)) return undefined;
  void memory.update(key, start ?? lab);
  return lab;
}
