import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import type { View } from '../../webviews/index.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { connectPage } from './connectPage.ts';

/** How a view is shown as an editor, and what answers its page. */
export interface PanelOptions {
  readonly view: View;
  /** A codicon's name. */
  readonly column: vscode.ViewColumn;
  /** Makes the host of the page; `undefined` when there is nothing to show now, which closes the panel. */
  makeHost(): Promise<ViewHost | undefined>;
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  onFailure(error: unknown): void;
}

/** One view as at most one editor tab, which comes back after a window reload. */
export class ViewPanel implements vscode.Disposable {
  readonly #options: PanelOptions;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #connection: vscode.Disposable | undefined;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(this.#viewType, {
      deserializeWebviewPanel: (panel) => this.#adopt(panel),
    });
  }

  get isOpen(): boolean {
    return this.#panel !== undefined;
  }

  /** Opens the view, or brings it to the front where it is. The keyboard stays where it was. */
  async show(): Promise<void> {
    if (this.#panel !== undefined) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const { view, column } = this.#options;
    const showOptions = { viewColumn: column, preserveFocus: true };
    await this.#adopt(
      vscode.window.createWebviewPanel(this.#viewType, view.title(), showOptions, {
        enableFindWidget: true,
      }),
    );
  }

  /** Connects the open page to a new host: what it was about has changed. */
  async reconnect(): Promise<void> {
    const panel = this.#panel;
    if (panel === undefined) return;
    this.#connection?.dispose();
    this.#connection = undefined;
    const { view, extensionUri, log } = this.#options;
    try {
      const host = await this.#options.makeHost();
      // Closed, or reconnected again, while the host was made.
      if (this.#panel !== panel || this.#connection !== undefined) host?.dispose();
      else if (host === undefined) panel.dispose();
      else this.#connection = connectPage(panel, view, host, extensionUri, log);
    } catch (error) {
      panel.dispose();
      this.#options.onFailure(error);
    }
  }

  close(): void {
    this.#panel?.dispose();
  }

  dispose(): void {
    this.#serializer.dispose();
    // The panel stays: VS Code keeps it over a reload, and gives it back.
    this.#connection?.dispose();
  }

  get #viewType(): string {
    return `isolab.${this.#options.view.id}`;
  }

  async #adopt(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = vscode.Uri.joinPath(
      this.#options.extensionUri,
      'extension/vscode/media/isolab.svg',
    );
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#connection?.dispose();
      this.#connection = undefined;
    });
    await this.reconnect();
  }
}
