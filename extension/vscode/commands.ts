import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Log } from '../core/base/log.ts';
import type { CommandName } from './names.ts';
import { showError } from './showError.ts';

/** What a command does with the tree item or argument that it was chosen on, if any. */
export type Handlers = Partial<Record<CommandName, (argument: unknown) => unknown>>;

/** These only tell, and so may be used before the workspace is trusted. */
const harmless: ReadonlySet<string> = new Set<CommandName>(['showLog', 'openWalkthrough']);

/**
 * Registers commands. In a workspace that is not trusted they say so and do nothing. A failure is shown with a Retry
 * that runs the command again.
 */
export function registerCommands(handlers: Handlers, log: Log): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handle]) => {
    const run = async (argument: unknown): Promise<void> => {
      try {
        if (vscode.workspace.isTrusted || harmless.has(name)) await handle(argument);
        else await askForTrust();
      } catch (error) {
        // Not awaited: the command is over, though its failure may stay on screen.
        void showError(error, log, () => run(argument));
      }
    };
    return vscode.commands.registerCommand(`isolab.${name}`, run);
  });
  return vscode.Disposable.from(...registrations);
}

async function askForTrust(): Promise<void> {
  const manage = t('Manage Workspace Trust');
  const chosen = await vscode.window.showWarningMessage(
    t('Labs run programs on this machine. Nothing runs before you trust this workspace.'),
    manage,
  );
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
