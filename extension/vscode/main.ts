import * as vscode from 'vscode';
import { useTranslations } from '../core/base/l10n.ts';
import { startIsolab } from './isolab.ts';
import { openLog } from './log.ts';

let isolab: AsyncDisposable | undefined;

/** Called by VS Code when it has started. Registers everything and opens nothing: that comes with the first need. */
export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  if (vscode.l10n.bundle !== undefined) useTranslations({ ...vscode.l10n.bundle });
  const log = openLog();
  context.subscriptions.push(log);
  isolab = startIsolab(context, log);
  log.info(`Activated in ${(performance.now() - startedAt).toFixed(1)} ms.`);
}

/** Called by VS Code before it ends: gives back the session and the engine; what the learner made stays. */
export async function deactivate(): Promise<void> {
  await isolab?.[Symbol.asyncDispose]();
}
