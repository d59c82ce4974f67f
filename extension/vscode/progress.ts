import * as vscode from 'vscode';

/** Says what is going on now, in the notification or view that shows the progress. */
export type Report = (message: string) => void;

/**
 * Runs long work under a notification with a Cancel button, which aborts the signal. The notification appears
 * only when the work takes longer than a moment.
 */
export function withProgress<T>(
  title: string,
  work: (signal: AbortSignal, report: Report) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    try {
      return await work(controller.signal, (message) => progress.report({ message }));
    } finally {
      subscription.dispose();
    }
  });
}
