import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { OwnedObject, SessionState } from '../core/session/state.ts';
import { age } from './age.ts';
import type { OpenLab } from './openLab.ts';

/** The tree of what the open lab's session owns, with a badge on the sidebar while something of it runs. */
export function showRunning(openLab: OpenLab): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const view = vscode.window.createTreeView<OwnedObject>('isolab.running', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: (element) =>
        element === undefined ? sorted(openLab.current?.session.state.owned ?? []) : [],
      getTreeItem: toItem,
    },
  });
  let shown = '';
  const update = (state: SessionState | undefined): void => {
    const running = state?.owned.filter(isRunning).length ?? 0;
    view.badge =
      running === 0
        ? undefined
        : { value: running, tooltip: t('{0} running in the open lab', running) };
    const owned = state?.owned ?? [];
    const rows = JSON.stringify(owned.map((object) => [object.id, object.name, factsOf(object)]));
    // A row that is drawn anew loses the click that is on its way to it.
    if (rows === shown) return;
    shown = rows;
    changed.fire();
  };
  const subscriptions = [
    openLab.onDidChange((current) => update(current?.session.state)),
    openLab.onDidChangeState(update),
  ];
  return vscode.Disposable.from(view, changed, ...subscriptions);
}

const kinds = [
  ...(['vm', 'swarm', 'service', 'container', 'network'] as const),
  ...(['secret', 'config', 'volume', 'image'] as const),
];

function sorted(objects: readonly OwnedObject[]): OwnedObject[] {
  return kinds.flatMap((kind) => objects.filter((object) => object.kind === kind));
}

function isRunning({ kind, state }: OwnedObject): boolean {
  if (kind === 'vm') return state !== 'off' && state !== 'lost';
  return kind === 'container' && (state === 'running' || state === 'paused');
}

const icons: Record<OwnedObject['kind'], string> = {
  vm: 'vm',
  container: 'package',
  network: 'type-hierarchy',
  volume: 'database',
  image: 'layers',
  service: 'server-process',
  secret: 'key',
  config: 'settings',
  swarm: 'type-hierarchy-sub',
};

function toItem(object: OwnedObject): vscode.TreeItem {
  const item = new vscode.TreeItem(object.name);
  const facts = factsOf(object);
  const color = isRunning(object) ? new vscode.ThemeColor(colourOf(object)) : undefined;
  item.id = `${object.kind}:${object.id}`;
  item.description = facts.join(' · ');
  item.iconPath = new vscode.ThemeIcon(icons[object.kind], color);
  item.contextValue = `${object.kind}.${isRunning(object) ? 'running' : 'idle'}`;
  item.tooltip = `${object.name}\n${facts.join(' · ')}\n${object.id}`;
  item.accessibilityInformation = { label: [object.name, ...facts].join(', ') };
  return item;
}

function factsOf({ kind, state, createdAt }: OwnedObject): readonly string[] {
  return [kindWord(kind), state, age(createdAt)].filter((fact) => fact !== '');
}

const colourOf = ({ state }: OwnedObject): string =>
  state === 'panicked' ? 'testing.iconFailed' : 'testing.iconPassed';

function kindWord(kind: OwnedObject['kind']): string {
  switch (kind) {
    case 'vm':
      return t('VM');
    case 'container':
      return t('container');
    case 'network':
      return t('network');
    case 'volume':
      return t('volume');
    case 'image':
      return t('image');
    case 'service':
      return t('service');
    case 'secret':
      return t('secret');
    case 'config':
      return t('config');
    case 'swarm':
      return t('swarm');
  }
}
