import * as vscode from 'vscode';
import type { Log } from '../core/base/log.ts';
import { views } from '../../webviews/index.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { FirstPage } from './firstPage.ts';
import { showError } from './showError.ts';
import { ViewPanel } from './viewPanel.ts';

/** The name of a view. */
export type ViewName = keyof typeof views;

/** Makes the host of a view's page when it opens; gives `undefined` when there is nothing to show. */
export type HostMaker = () => Promise<ViewHost | undefined>;

/** All views as editors: the guide first, what it talks about beside it. */
export function makePanels(
  makers: Readonly<Record<ViewName, HostMaker>>,
  extensionUri: vscode.Uri,
  log: Log,
): Readonly<Record<ViewName, ViewPanel>> {
  const firstPage = new FirstPage();
  const make = (name: ViewName, column: vscode.ViewColumn): ViewPanel =>
    new ViewPanel({
      view: views[name],
      column,
      makeHost: makers[name],
      extensionUri,
      firstPage,
      log,
      onFailure: (error, retry) => void showError(error, log, retry),
    });
  return {
    guide: make('guide', vscode.ViewColumn.One),
    isolation: make('isolation', vscode.ViewColumn.Two),
    meters: make('meters', vscode.ViewColumn.Two),
    recorder: make('recorder', vscode.ViewColumn.Two),
    layers: make('layers', vscode.ViewColumn.Two),
    machines: make('machines', vscode.ViewColumn.Two),
    ladder: make('ladder', vscode.ViewColumn.Two),
    doctor: make('doctor', vscode.ViewColumn.One),
  };
}
