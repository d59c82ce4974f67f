import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { MachineKind } from '../core/machine/kind.ts';
import { setContext } from './names.ts';
import type { OpenLab } from './openLab.ts';

/** In the status bar: on which machine the open lab is done and why, where it could be done on several. */
export function showMachine(openLab: OpenLab): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'isolab.machine',
    vscode.StatusBarAlignment.Left,
    49,
  );
  item.name = t('Isolab: machine of the open lab');
  item.command = 'isolab.changeMachine';
  const update = (): void => {
    const machine = openLab.current?.session.state.machine;
    setContext('hasMachineChoice', machine !== undefined);
    if (machine === undefined) return item.hide();
    item.text = `$(${icons[machine.kind]}) ${machine.title}`;
    item.tooltip = t('This lab is done on: {0}. {1}', machine.title, machine.reason);
    item.accessibilityInformation = { label: item.tooltip };
    item.show();
  };
  return vscode.Disposable.from(
    item,
    openLab.onDidChange(update),
    openLab.onDidChangeState(update),
  );
}

const icons: Record<MachineKind, string> = { guest: 'vm', workbench: 'package', host: 'server' };
