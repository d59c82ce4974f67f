import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { SessionState } from '../core/session/state.ts';
import type { OpenLab } from './openLab.ts';

/** Lab, step and ticks of the open lab; a warning when the engine went away or progress cannot be saved. */
export function showStatusBar(openLab: OpenLab): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('isolab.lab', vscode.StatusBarAlignment.Left, 50);
  item.name = t('Isolab: open lab');
  const update = (state: SessionState | undefined): void => {
    if (state === undefined) return item.hide();
    Object.assign(item, appearance(state));
    item.show();
  };
  const subscriptions = [
    openLab.onDidChange((current) => update(current?.session.state)),
    openLab.onDidChangeState(update),
  ];
  return vscode.Disposable.from(item, ...subscriptions);
}

type Appearance = Pick<
  vscode.StatusBarItem,
  'text' | 'tooltip' | 'command' | 'backgroundColor' | 'accessibilityInformation'
>;

function appearance(state: SessionState): Appearance {
  const step = state.steps[state.step];
  const tasks = step?.tasks ?? [];
  const passed = tasks.filter(({ status }) => status === 'passed').length;
  const trouble = state.engine.status === 'down' ? state.engine : state.trouble;
  const place = [state.title, step?.title].filter(Boolean).join(' · ');
  const text = `$(${trouble === undefined ? 'beaker' : 'warning'}) ${place}  ${passed}/${tasks.length}`;
  const words = t('{0}, {1} of {2} tasks done', place, passed, tasks.length);
  return {
    text,
    tooltip: trouble === undefined ? words : `${trouble.message} ${trouble.fix}`,
    command: 'isolab.openGuide',
    backgroundColor:
      trouble === undefined ? undefined : new vscode.ThemeColor('statusBarItem.warningBackground'),
    accessibilityInformation: {
      label: trouble === undefined ? words : `${words}. ${trouble.message}`,
    },
  };
}
