import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import type { View } from '../../webviews/index.ts';
import { pageDocument } from '../../webviews/shared/document.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { serve } from '../../webviews/shared/serve.ts';

/**
 * Loads a view's page into a panel and connects it to its host, until the result is disposed, which disposes the
 * host too. The host samples only while the panel is visible.
 */
export function connectPage(
  panel: vscode.WebviewPanel,
  view: View,
  host: ViewHost,
  extensionUri: vscode.Uri,
  log: Log,
): vscode.Disposable {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webviews');
  const { webview } = panel;
  const uri = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  const serving = serve(
    {
      post: (message) => void webview.postMessage(message),
      onDidReceive: (listener) => webview.onDidReceiveMessage(listener),
    },
    host,
    log,
  );
  webview.html = pageDocument({
    title: view.title(),
    language: vscode.env.language,
    scriptUri: uri(`${view.id}.js`),
    styleUri: uri(`${view.id}.css`),
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID(),
    translations: translations(),
  });
  host.setVisible(panel.visible);
  const subscription = panel.onDidChangeViewState(() => host.setVisible(panel.visible));
  return vscode.Disposable.from(subscription, serving, host);
}

/** VS Code gives a sentence as a string, or with the comment that was left for translators. */
function translations(): Record<string, string> {
  return { ...vscode.l10n.bundle };
}
