import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import type { Frame } from 'playwright-core';
import { run } from '../../extension/core/base/run.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

// One learner, from the first look at the sidebar to the removal of the lab.

const lab = /A container's life/;

describe("A learner's first lab", () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;
  let guide: Frame;
  /** The word that the names of this learner's containers start with. */
  let word = '';

  before(async () => {
    isolab = await openIsolab({ width: 1400, height: 900 }, new AbortController().signal);
    workbench = isolab.workbench;
  });

  after(async () => {
    await isolab[Symbol.asyncDispose]();
    if (word !== '') await removeLeftovers(word);
  });

  it('finds the lab in the sidebar, with its state and how long it takes', async () => {
    await workbench.openSidebar();
    const row = workbench.row('Labs', lab);
    await row.waitFor();
    assert.match((await row.getAttribute('aria-label')) ?? '', /not started.*|30 min/);
    await isolab.picture('1-sidebar');
  });

  it('opens it with one click: guide, terminal, Isolation', async () => {
    await workbench.row('Labs', lab).click();
    guide = await workbench.webview('text=Step 1 of 5');
    await workbench.terminalShows(/\$|#/);
    await workbench.webview('text=Namespace');
    const text = await guide.locator('body').innerText();
    word = /docker run --name (\w+)-hello hello-world/.exec(text)?.[1] ?? '';
    assert.notEqual(word, '');
    await isolab.picture('2-lab');
  });

  it('sees a new container in Isolation while it runs', async () => {
    await workbench.type(`docker run -d --name ${word}-look busybox sleep 600`);
    await workbench.webview(`text=${word}-look`);
    await workbench.row('Running', new RegExp(`${word}-look, container, running`)).waitFor();
    await isolab.picture('3-isolation');
  });

  it('is told what is wrong with a try', async () => {
    await workbench.type('docker run hello-world');
    await guide.getByText('under another name').first().waitFor();
    await isolab.picture('4-advice');
  });

  it('gets the tick the moment it is right', async () => {
    await guide
      .locator('.code-block')
      .filter({ hasText: `docker run --name ${word}-hello hello-world` })
      .getByRole('button', { name: 'Run in the Lab Terminal' })
      .click();
    await guide.getByText(/1 of 2 done/).waitFor();
    await isolab.picture('5-tick');
  });

  it('goes on where it was after the window was reloaded', async () => {
    await workbench.reload();
    guide = await workbench.webview('text=Step 1 of 5', 60_000);
    await guide.getByText(/1 of 2 done/).waitFor();
    await workbench.row('Running', new RegExp(`${word}-hello`)).waitFor();
    // The terminal too, with what it showed; its commands are seen again.
    await workbench.terminalShows(/Hello from Docker!/);
    await workbench.type(`docker rename ${word}-hello ${word}-other`);
    await workbench.row('Running', new RegExp(`${word}-other`)).waitFor();
  });

  it('takes a step back to its beginning', async () => {
    await guide.getByRole('button', { name: 'Reset step' }).click();
    await guide.getByRole('button', { name: 'Reset', exact: true }).click();
    await guide.getByText(/0 of 2 done/).waitFor();
    assert.deepEqual(await containersNamed(word), []);
  });

  it('leaves nothing behind when the lab is removed', async () => {
    await workbench.type(`docker run -d --name ${word}-again busybox sleep 600`);
    await workbench.row('Running', new RegExp(`${word}-again`)).waitFor();
    await workbench.removeLab(lab);
    assert.deepEqual(await containersNamed(word), []);
    assert.deepEqual(await readdir(isolab.sessions), []);
    assert.match(
      (await workbench.row('Labs', lab).getAttribute('aria-label')) ?? '',
      /not started/,
    );
  });

  it('opens it again, with the guide beside the view that stayed', async () => {
    await workbench.row('Labs', lab).click();
    await workbench.webview('text=Step 1 of 5');
    await workbench.terminalShows(/\$|#/);
    await workbench.webview('text=Namespace');
    await workbench.removeLab(lab);
  });
});

async function containersNamed(word: string): Promise<readonly string[]> {
  const args = ['ps', '-a', '--filter', `name=^/${word}-`, '--format', '{{.Names}}'];
  const { stdout } = await run({ program: 'docker', args }, AbortSignal.timeout(10_000));
  return stdout.split('\n').filter((name) => name !== '');
}

async function removeLeftovers(word: string): Promise<void> {
  const names = await containersNamed(word);
  if (names.length === 0) return;
  await run({ program: 'docker', args: ['rm', '-f', ...names] }, AbortSignal.timeout(30_000));
}
