import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Lab } from '../core/lab/lab.ts';
import type { Session } from '../core/session/session.ts';
import type { Labs } from './labs.ts';
import type { LastLab } from './lastLab.ts';
import { announce } from './milestones.ts';
import type { OpenLab } from './openLab.ts';
import { withProgress } from './progress.ts';
import { readSettings } from './settings.ts';
import type { LabTerminals } from './terminals.ts';
import type { ViewPanel } from './viewPanel.ts';

/** What opening and ending a lab touches on screen. */
export interface LabSurroundings {
  readonly openLab: OpenLab;
  readonly labs: Labs;
  readonly lastLab: LastLab;
  readonly terminals: LabTerminals;
  readonly panels: Readonly<Record<'guide' | 'isolation', ViewPanel>>;
}

/** What happens on screen when a lab is opened, reset, closed or removed. */
export class LabActions {
  readonly #around: LabSurroundings;

  constructor(around: LabSurroundings) {
    this.#around = around;
  }

  /** Opens the lab, or goes back to it: guide, terminal, Isolation; at this step, where one is given. */
  async open(lab: Lab, step?: number): Promise<void> {
    const { terminals } = this.#around;
    const session = await this.#start(lab);
    if (step !== undefined) await session.goTo(step);
    await this.#showViews();
    terminals.show();
    announce('hasStartedLab');
  }

  /** Opens the lab that was open in this window before a reload, if any; its views come back by themselves. */
  async reopen(): Promise<void> {
    const { lastLab, labs, panels, terminals } = this.#around;
    if (lastLab.id === undefined) return;
    const entry = await labs.find(lastLab.id);
    if (entry === undefined) return;
    await this.#start(entry.lab);
    // VS Code forgets them when the window is reloaded while the extension host is dead.
    if (!panels.guide.hasTab) await this.#showViews();
    await terminals.adopt();
    terminals.show();
  }

  /** Closes the open lab and its terminals; what it made goes on running and its progress is kept. */
  async close(): Promise<void> {
    // First: a window that is loaded again while the lab is being closed does not open it again.
    await this.#around.lastLab.remember(undefined);
    await this.#around.openLab.close();
  }

  /** Sets the lab back to its beginning, after asking: what was made in it goes. */
  async reset(lab: Lab): Promise<void> {
    const question = t('Reset the lab “{0}”?', lab.title);
    const detail = t('Its containers, files and ticks go. It starts again at the first step.');
    if (!(await confirm(question, detail, t('Reset')))) return;
    const session = await this.#start(lab);
    await withProgress(t('Resetting {0}', lab.title), () => session.resetLab());
    await this.open(lab);
  }

  /** Removes the lab's progress and all that was made in it, after asking, and tells what went. */
  async remove(lab: Lab): Promise<void> {
    const question = t('Remove the lab “{0}”?', lab.title);
    const detail = t(
      'Its containers, networks, volumes, images and files go, and your progress in it.',
    );
    if (!(await confirm(question, detail, t('Remove')))) return;
    const { openLab, labs, lastLab } = this.#around;
    const open = openLab.current?.lab.id === lab.id ? openLab.current : undefined;
    const owned = open?.session.state.owned ?? labs.owned(lab.id);
    await withProgress(t('Removing {0}', lab.title), (signal) => openLab.remove(lab.id, signal));
    if (open !== undefined) await lastLab.remember(undefined);
    await labs.refresh();
    const names = owned.map(({ name }) => name).join(', ');
    void vscode.window.showInformationMessage(
      names === ''
        ? t('Removed the lab “{0}”. Nothing of it was left on the engine.', lab.title)
        : t('Removed the lab “{0}” with {1}.', lab.title, names),
    );
  }

  async #showViews(): Promise<void> {
    const { guide, isolation } = this.#around.panels;
    await guide.show();
    if (readSettings().opensIsolationWithLab) await isolation.show();
  }

  async #start(lab: Lab): Promise<Session> {
    const { openLab, lastLab } = this.#around;
    const title = t('Opening {0}', lab.title);
    const session = await withProgress(title, (signal, report) =>
      openLab.open(lab, signal, report),
    );
    await lastLab.remember(lab.id);
    return session;
  }
}

/** Asks once, in the middle of the window: the answer cannot be taken back. */
export async function confirm(question: string, detail: string, yes: string): Promise<boolean> {
  const options = { modal: true, detail };
  return (await vscode.window.showWarningMessage(question, options, yes)) === yes;
}
