import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import type { CommandName } from './names.ts';
import { showError } from './showError.ts';

/** What a command does with the tree item or argument that it was chosen on, if any. */
export type Handlers = Partial<Record<CommandName, (argument: unknown) => unknown>>;

/** Registers commands. A failure is shown with a Retry that runs the command again. */
export function registerCommands(handlers: Handlers, log: Log): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handle]) => {
    const run = async (argument: unknown): Promise<void> => {
      try {
        await handle(argument);
      } catch (error) {
        // Not awaited: the command is over, though its failure may stay on screen.
        void showError(error, log, () => run(argument));
      }
    };
    return vscode.commands.registerCommand(`isolab.${name}`, run);
  });
  return vscode.Disposable.from(...registrations);
}
