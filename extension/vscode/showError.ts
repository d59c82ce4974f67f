import * as vscode from 'vscode';
import { IsolabError } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import type { Log } from '../core/base/log.ts';
import { execute } from './names.ts';

/**
 * The one place where a failure is shown: what happened, what to do, and buttons for that. What was cancelled is
 * not a failure. Everything is logged with its stack.
 */
export async function showError(error: unknown, log: Log, retry?: () => unknown): Promise<void> {
  if (isCancellation(error)) return;
  const message = error instanceof Error ? error.message : String(error);
  log.error(message, error);
  const actions = [
    ...(retry === undefined ? [] : [{ title: t('Retry'), run: retry }]),
    error instanceof IsolabError && error.code.startsWith('engine-')
      ? { title: t('Check This Machine'), run: () => execute('checkMachine') }
      : { title: t('Show Log'), run: () => execute('showLog') },
  ];
  const text = error instanceof IsolabError ? `${error.message} ${error.fix}` : message;
  const chosen = await vscode.window.showErrorMessage(text, ...actions);
  await chosen?.run();
}

function isCancellation(error: unknown): boolean {
  if (error instanceof vscode.CancellationError) return true;
  return error instanceof Error && error.name === 'AbortError';
}
