import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Log } from '../core/base/log.ts';
import { timeLimit } from '../core/base/timeLimit.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Handlers } from './commands.ts';
import type { Labs } from './labs.ts';
import { childrenOf, itemOf, type LabsNode } from './labsTree.ts';
import { setContext } from './names.ts';

/** The Labs tree, and its filter by what runs here. The engine is looked for when the tree is first seen. */
export class LabsView implements vscode.Disposable {
  readonly #labs: Labs;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<LabsNode>;

  constructor(labs: Labs, equipment: EquipmentHolder, memory: vscode.Memento, log: Log) {
    this.#labs = labs;
    this.#memory = memory;
    setContext('isFiltered', this.#isFiltered);
    this.#view = vscode.window.createTreeView<LabsNode>('isolab.labs', {
      showCollapseAll: true,
      treeDataProvider: {
        onDidChangeTreeData: this.#changed.event,
        getChildren: (node) => this.#children(node),
        getTreeItem: itemOf,
      },
    });
    const look = (): void => {
      const isWanted = this.#view.visible && vscode.workspace.isTrusted;
      if (!isWanted || equipment.status.status !== 'unknown') return;
      equipment.get(timeLimit(30_000)).catch((error: unknown) => {
        log.error('Looking for the engine, for the Labs tree', error);
      });
    };
    this.#view.onDidChangeVisibility(look);
    equipment.onDidChangeStatus(({ status }) => {
      setContext('isEngineMissing', status === 'missing');
      this.#view.message = status === 'missing' ? t('No Docker Engine answers.') : '';
      look();
    });
    labs.onDidChange(() => this.#changed.fire());
    vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire());
  }

  /** The commands that switch the filter. */
  readonly handlers: Handlers = {
    showRunnableLabs: () => this.#filter(true),
    showAllLabs: () => this.#filter(false),
  };

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  get #isFiltered(): boolean {
    return this.#memory.get('isFiltered', false);
  }

  async #filter(isFiltered: boolean): Promise<void> {
    await this.#memory.update('isFiltered', isFiltered);
    setContext('isFiltered', isFiltered);
    this.#changed.fire();
  }

  async #children(node: LabsNode | undefined): Promise<LabsNode[]> {
    // Empty, the view shows its welcome text, which says why.
    if (!vscode.workspace.isTrusted) return [];
    const tracks = await this.#labs.tracks();
    const shown = this.#isFiltered
      ? tracks.map((track) => ({
          ...track,
          broken: [],
          labs: track.labs.filter(({ missing }) => missing === undefined),
        }))
      : tracks;
    return childrenOf(node, shown);
  }
}
