import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import type { View } from '../../webviews/index.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { connectPage } from './connectPage.ts';
import type { FirstPage } from './firstPage.ts';

/** How a view is shown as an editor, and what answers its page. */
export interface PanelOptions {
  readonly view: View;
  readonly column: vscode.ViewColumn;
  /** Makes the host of the page; `undefined` when there is nothing to show now, which closes the panel. */
  makeHost(): Promise<ViewHost | undefined>;
  readonly extensionUri: vscode.Uri;
  readonly firstPage: FirstPage;
  readonly log: Log;
  /** The panel was closed, because its host could not be made. */
  onFailure(error: unknown, retry: () => Promise<void>): void;
}

/** One view as at most one editor tab, which comes back after a window reload. */
export class ViewPanel implements vscode.Disposable {
  readonly #options: PanelOptions;
  readonly #serializer: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  #connection: vscode.Disposable | undefined;
  #opening: Promise<void> | undefined;
  /** Counts connections, so that a host that was slow to make does not replace a newer one. */
  #turn = 0;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(this.#viewType, {
      deserializeWebviewPanel: (panel) => this.#adopt(panel),
    });
  }

  /** Whether the view has a tab; one that VS Code has kept over a reload may not have been looked at yet. */
  get hasTab(): boolean {
    return vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .some(
        ({ input }) =>
          // VS Code puts a prefix of its own before the type.
          input instanceof vscode.TabInputWebview && input.viewType.endsWith(this.#viewType),
      );
  }

  /** Opens the view, or brings it to the front where it is, until it has a tab. The keyboard stays where it was. */
  async show(): Promise<void> {
    if (this.#panel !== undefined) this.#panel.reveal(undefined, true);
    else await (this.#opening ??= this.#open().finally(() => (this.#opening = undefined)));
    await this.#untilTabIsThere();
  }

  /** Connects the open page to a new host: what it was about has changed. */
  async reconnect(): Promise<void> {
    const panel = this.#panel;
    if (panel === undefined) return;
    this.#connection?.dispose();
    this.#connection = undefined;
    const turn = (this.#turn += 1);
    const { view, extensionUri, log } = this.#options;
    try {
      const host = await this.#options.makeHost();
      // Closed, or connected anew, while the host was made.
      if (this.#panel !== panel || this.#turn !== turn) host?.dispose();
      else if (host === undefined) panel.dispose();
      else this.#connection = connectPage(panel, view, host, extensionUri, log);
    } catch (error) {
      panel.dispose();
      this.#options.onFailure(error, () => this.show());
    }
  }

  dispose(): void {
    this.#serializer.dispose();
    // The panel stays: VS Code keeps it over a reload, and gives it back.
    this.#connection?.dispose();
  }

  get #viewType(): string {
    return `isolab.${this.#options.view.id}`;
  }

  async #open(): Promise<void> {
    await this.#options.firstPage.turn();
    if (this.#options.column === vscode.ViewColumn.One && viewsFillTheOnlyColumn()) {
      await vscode.commands.executeCommand('workbench.action.newGroupLeft');
    }
    await this.#adopt(this.#create());
  }

  #create(): vscode.WebviewPanel {
    const { view, column } = this.#options;
    const showOptions = { viewColumn: column, preserveFocus: true };
    return vscode.window.createWebviewPanel(this.#viewType, view.title(), showOptions, {
      enableFindWidget: true,
    });
  }

  /** VS Code opens an editor in its own time; until it has, the second column of the next one may be the first. */
  #untilTabIsThere(): Promise<void> {
    return new Promise((resolve) => {
      const isDone = (): boolean => this.hasTab || this.#panel === undefined;
      if (isDone()) return resolve();
      const heard = vscode.window.tabGroups.onDidChangeTabs(() => {
        if (!isDone()) return;
        heard.dispose();
        resolve();
      });
    });
  }

  #icon(theme: 'light' | 'dark'): vscode.Uri {
    const file = `extension/vscode/media/${theme}/isolab.svg`;
    return vscode.Uri.joinPath(this.#options.extensionUri, file);
  }

  async #adopt(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel?.dispose();
    this.#panel = panel;
    panel.iconPath = { light: this.#icon('light'), dark: this.#icon('dark') };
    panel.webview.onDidReceiveMessage(() => this.#options.firstPage.loaded());
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#connection?.dispose();
      this.#connection = undefined;
    });
    await this.reconnect();
  }
}

/** A column goes with its last editor: what stood beside a guide that was closed is in the first column then. */
function viewsFillTheOnlyColumn(): boolean {
  const [first, ...others] = vscode.window.tabGroups.all;
  return (
    others.length === 0 &&
    first?.tabs.some(
      ({ input }) => input instanceof vscode.TabInputWebview && /\bisolab\./u.test(input.viewType),
    ) === true
  );
}
