import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { run } from '../../extension/core/base/run.ts';
import { parseRecording } from '../../extension/core/recorder/file.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { recorderShows } from './recorderShows.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

// What a command did, from the terminal to a file that opens by itself.

const lab = /A container's life/;
const word = `isolab-recorder-${process.pid}`;

describe('A recorded command', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;
  let recorder: Frame;
  let file: string;

  before(async () => {
    isolab = await openIsolab({ width: 1440, height: 900 }, new AbortController().signal);
    workbench = isolab.workbench;
    file = path.join(isolab.sessions, '../work/hello.isolab-recording.json');
    await workbench.openSidebar();
    await workbench.row('Labs', lab).click();
    await workbench.webview('text=Step 1 of 5');
    await workbench.terminalShows(/[$#]/);
  });

  after(async () => {
    try {
      await workbench.removeLab(lab);
    } finally {
      await isolab[Symbol.asyncDispose]();
      for (const name of [word, `${word}-on-host`]) {
        await run({ program: 'docker', args: ['rm', '-f', name] }, AbortSignal.timeout(30_000));
      }
    }
  });

  const shown = (command: string): Promise<Frame> =>
    recorderShows(workbench, 'Timeline', command, 'exit code 0');
  const filter = (words: string): Promise<void> =>
    recorder.getByRole('textbox', { name: 'Filter entries' }).fill(words);
  const entryWith = async (words: string): Promise<Locator> => {
    await filter(words);
    const row = recorder.locator('.row.entry', { hasText: words }).first();
    await row.waitFor();
    return row;
  };

  it('is shown as it happened, from the client down to the kernel', async () => {
    await workbench.type(`docker run --name ${word} hello-world`);
    await workbench.terminalShows(/Hello from Docker!/);
    await workbench.command('Isolab: Record: Show What This Command Did');
    recorder = await shown(`docker run --name ${word} hello-world`);
    await isolab.picture('recorder-1-timeline');
    for (const words of ['POST /containers/create', 'runc', 'pivot_root', 'was made']) {
      await entryWith(words);
    }
    await filter('');
  });

  it('says of each entry what it does, and where to read more', async () => {
    await (await entryWith('pivot_root')).click();
    await filter('');
    await recorder.getByRole('link', { name: 'pivot_root(2)' }).waitFor();
    await recorder.getByRole('button', { name: 'Show in Isolation' }).waitFor();
    await isolab.picture('recorder-2-entry');
  });

  it('is saved to a file', async () => {
    await recorder.getByRole('button', { name: 'Save…' }).click();
    await enterPath(workbench, file, /\.isolab-recording\.json$/);
    await workbench.notification(/Saved the recording/).waitFor();
    const { command, v } = parseRecording(await readFile(file, 'utf8'));
    assert.deepEqual([command, v], [`docker run --name ${word} hello-world`, 1]);
  });

  it('is laid beside another', async () => {
    await workbench.type(`docker run --name ${word}-on-host --network host hello-world`);
    await shown(`docker run --name ${word}-on-host --network host hello-world`);
    await recorder.getByRole('button', { name: 'Compare…' }).click();
    await workbench.page
      .locator('.quick-input-widget .monaco-list-row', { hasText: `--name ${word} hello-world` })
      .click();
    await recorder.getByRole('grid', { name: 'Compared entries' }).waitFor();
    await recorder.getByRole('checkbox', { name: 'Only what is different' }).click();
    await isolab.picture('recorder-3-compared');
  });

  it('opens from its file by itself, without a lab', async () => {
    await workbench.command('Isolab: Close Lab and Keep Progress');
    await workbench.webview('text=Open a lab: each command');
    await workbench.command('File: Open File...');
    await enterPath(workbench, file, /\/$/);
    const editor = await workbench.webview('[role=grid][aria-label=Timeline]');
    await editor.locator('.row.entry', { hasText: 'POST /containers/create' }).waitFor();
    await isolab.picture('recorder-4-file');
    assert.equal(await editor.getByRole('navigation', { name: 'Commands' }).count(), 0);
  });
});

/** Answers VS Code's own dialog for a file, once it has found out what it begins with and would write over no answer. */
async function enterPath({ page }: Workbench, file: string, beginsWith: RegExp): Promise<void> {
  const input = page.locator('.quick-input-widget input.input');
  await input.waitFor();
  const endAt = Date.now() + 30_000;
  while (!beginsWith.test(await input.inputValue())) {
    assert.ok(Date.now() < endAt, `the dialog begins with ${await input.inputValue()}`);
    await page.waitForTimeout(50);
  }
  // An answer that comes while the dialog still reads a folder leads only there.
  for (;;) {
    await input.fill(file);
    await page.keyboard.press('Enter');
    try {
      await input.waitFor({ state: 'hidden', timeout: 3_000 });
      return;
    } catch (error) {
      if (Date.now() > endAt) throw error;
    }
  }
}
