import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { OwnedObject } from '../core/session/state.ts';
import type { Handlers } from './commands.ts';
import { execute } from './names.ts';
import type { OpenLab } from './openLab.ts';
import { withProgress } from './progress.ts';
import type { LabTerminals } from './terminals.ts';
import type { VmViews } from './vmViews.ts';

/** What can be done with a VM: with the row that was chosen, or one picked from a list. */
export function vmCommands(openLab: OpenLab, terminals: LabTerminals, vmViews: VmViews): Handlers {
  const withVm = (act: (name: string) => unknown) => async (argument: unknown) => {
    const name = isVm(argument) ? argument.name : await pickVm(openLab);
    if (name !== undefined) await act(name);
  };
  return {
    openConsole: withVm((name) => terminals.openConsole(name).show()),
    startVm: withVm((name) =>
      withProgress(t('Starting {0}', name), async (signal, report) => {
        await openLab.current?.session.vm({ do: 'start', name, isCold: false }, report, signal);
      }),
    ),
    stopVm: withVm((name) =>
      withProgress(t('Stopping {0}', name), async (signal, report) => {
        await openLab.current?.session.vm({ do: 'stop', name, isForced: false }, report, signal);
      }),
    ),
    showInMachines: withVm((name) => {
      vmViews.focus(name);
      return execute('openMachines');
    }),
  };
}

const isVm = (argument: unknown): argument is OwnedObject =>
  typeof argument === 'object' && argument !== null && 'kind' in argument && argument.kind === 'vm';

async function pickVm(openLab: OpenLab): Promise<string | undefined> {
  const vms = openLab.current?.session.state.vms ?? [];
  const [only] = vms;
  if (vms.length <= 1) {
    if (only === undefined) void vscode.window.showInformationMessage(t('The lab has no VM.'));
    return only?.name;
  }
  const items = vms.map(({ name, status }) => ({ label: name, description: status }));
  return (await vscode.window.showQuickPick(items, { title: t('Choose a VM') }))?.label;
}
