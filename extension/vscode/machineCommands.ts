import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { MachineChoice } from '../core/machine/negotiate.ts';
import type { Handlers } from './commands.ts';
import { confirm } from './labActions.ts';
import type { OpenLab } from './openLab.ts';
import { withProgress } from './progress.ts';
import type { LabTerminals } from './terminals.ts';

/** Does the open lab on another kind of machine, where it can be: it begins anew there, so it asks first. */
export function machineCommands(openLab: OpenLab, terminals: LabTerminals): Handlers {
  return {
    changeMachine: async () => {
      const { current } = openLab;
      const choice = current?.session.state.machine;
      if (current === undefined || choice === undefined) {
        void vscode.window.showInformationMessage(t('This lab has no machine to choose.'));
        return;
      }
      const wanted = await pick(choice);
      if (wanted === undefined) return;
      const question = t('Do the lab “{0}” on another machine?', current.lab.title);
      const detail = t('It begins anew there: what was made in it goes. {0}', wanted.reason);
      if (!(await confirm(question, detail, wanted.title))) return;
      terminals.close();
      await withProgress(t('Changing the machine'), (signal) =>
        current.session.changeMachine(wanted.kind, signal),
      );
      terminals.show();
    },
  };
}

async function pick({
  title,
  reason,
  alternatives,
}: MachineChoice): Promise<MachineChoice['alternatives'][number] | undefined> {
  const items = [
    { label: `$(check) ${title}`, detail: reason },
    ...alternatives.map((alternative) => ({
      label: `$(${alternative.isPossible ? 'blank' : 'circle-slash'}) ${alternative.title}`,
      detail: alternative.reason,
      alternative,
    })),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: t('Choose a machine') });
  if (picked === undefined || !('alternative' in picked)) return undefined;
  if (picked.alternative.isPossible) return picked.alternative;
  void vscode.window.showWarningMessage(
    t('{0}: {1}', picked.alternative.title, picked.alternative.reason),
  );
  return undefined;
}
