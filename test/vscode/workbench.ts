import type { Frame, Locator, Page } from 'playwright-core';

/** Does in VS Code's window what a person does: commands, trees, terminals, views, dialogs. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Runs a command by its title, as the palette shows it. */
  async command(title: string): Promise<void> {
    const palette = this.page.locator('.quick-input-widget');
    const input = palette.locator('input.input');
    const row = palette.locator('.monaco-list-row').filter({ hasText: title }).first();
    const short = { timeout: 3_000 };
    const endAt = Date.now() + 60_000;
    // A page that is just being closed may swallow the key, or take the focus when the palette is there, which closes it.
    for (let tries = 0; ; tries += 1) {
      try {
        if (!(await input.isVisible())) {
          if (tries > 0) await this.page.locator('.part.sidebar .title-label').click(short);
          await this.page.keyboard.press('F1');
          await input.waitFor(short);
        }
        await input.fill(`>${title}`, short);
        await row.click(short);
        return;
      } catch (error) {
        if (Date.now() > endAt) throw error;
      }
    }
  }

  /** Puts VS Code into one of its own themes. */
  async useTheme(label: keyof typeof themes): Promise<void> {
    await this.command('Preferences: Color Theme');
    const input = this.page.getByPlaceholder('Select Color Theme');
    await input.fill(label);
    const row = this.page.locator('.quick-input-widget .monaco-list-row.focused');
    await row.filter({ hasText: label }).waitFor();
    await input.press('Enter');
    await this.page.locator(`.monaco-workbench.${themes[label]}`).waitFor();
  }

  /** Reloads the window, as a person does: VS Code saves what is open first. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
    await this.page.waitForSelector('.monaco-workbench');
  }

  /** Opens Isolab's sidebar. */
  async openSidebar(): Promise<void> {
    const tab = this.page.getByRole('tab', { name: 'Isolab', exact: false }).first();
    if ((await tab.getAttribute('aria-expanded')) === 'true') return;
    await tab.locator('a').click();
    await this.pane('Labs').waitFor();
  }

  /** A view of the sidebar. */
  pane(title: string): Locator {
    return this.page.locator('.pane', {
      has: this.page.locator('.pane-header', { hasText: title }),
    });
  }

  /** A row of a tree, by the beginning of what it says to a screen reader. */
  row(pane: string, name: string | RegExp): Locator {
    return this.pane(pane).getByRole('treeitem', { name }).first();
  }

  /** Scrolls a tree down until this row is drawn: those that are out of sight are not. */
  async scrollTo(pane: string, row: Locator): Promise<void> {
    await this.pane(pane).locator('.monaco-list').hover();
    for (let tries = 0; tries < 20 && (await row.count()) === 0; tries++) {
      await this.page.mouse.wheel(0, 100);
      await row.waitFor({ timeout: 500 }).catch(() => {});
    }
  }

  /** Presses an inline button of a row. */
  async rowAction(row: Locator, title: string): Promise<void> {
    await row.hover();
    await row.getByRole('button', { name: title }).click();
  }

  /** The page in a webview, found by something that only it has. */
  async webview(selector: string, limitMs = 30_000): Promise<Frame> {
    const endAt = Date.now() + limitMs;
    for (;;) {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        const found = await frame
          .locator(selector)
          .first()
          .isVisible()
          .catch(() => false);
        if (found) return frame;
      }
      if (Date.now() > endAt) throw new Error(`no webview has ${selector}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** The text on the screen of the terminal that is shown. */
  async terminalText(): Promise<string> {
    const rows = this.page.locator('.terminal-wrapper.active .xterm-rows > div');
    const lines = await rows.allTextContents();
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** Waits until the terminal shows this. */
  async terminalShows(pattern: RegExp, limitMs = 30_000): Promise<void> {
    const endAt = Date.now() + limitMs;
    for (;;) {
      const text = await this.terminalText();
      if (pattern.test(text)) return;
      if (Date.now() > endAt) throw new Error(`the terminal does not show ${pattern}:\n${text}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** Types a line into the terminal that is shown, and Enter. */
  async type(line: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm').first().click();
    await this.page.keyboard.type(`${line}\n`);
  }

  /** Removes a lab with the button of its row, and waits until that is said. */
  async removeLab(name: RegExp): Promise<void> {
    const row = this.row('Labs', name);
    await this.scrollTo('Labs', row);
    await this.rowAction(row, 'Remove Lab and All That It Made');
    await this.answerDialog('Remove');
    await this.notification(/Removed the lab/).waitFor();
  }

  /** Answers the modal question on screen. */
  async answerDialog(button: string): Promise<void> {
    const dialog = this.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  /** A notification with this text. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }
}

/** Their names, and the class that each gives to the workbench. */
const themes = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'Dark High Contrast': 'hc-black',
} as const;
