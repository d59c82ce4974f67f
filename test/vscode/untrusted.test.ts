import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';

describe('In a workspace that is not trusted', () => {
  let isolab: IsolabWindow;

  before(async () => {
    const settings = {
      'security.workspace.trust.enabled': true,
      'security.workspace.trust.startupPrompt': 'never',
      'security.workspace.trust.banner': 'never',
    };
    // As `npm start -- --lab` asks for it: even that opens nothing here.
    const env = { ISOLAB_OPEN_LAB: 'container-lifecycle' };
    isolab = await openIsolab({ settings, env }, new AbortController().signal);
  });

  after(async () => {
    await isolab[Symbol.asyncDispose]();
  });

  it('the sidebar says why there is nothing, and what to do', async () => {
    const { workbench } = isolab;
    await workbench.openSidebar();
    await workbench.pane('Labs').getByText('nothing runs before you trust').waitFor();
    await workbench.pane('Labs').getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await isolab.picture('untrusted');
  });

  it('no lab is opened, and no terminal', async () => {
    const { page } = isolab.window;
    assert.equal(await page.locator('.terminal-wrapper').count(), 0);
    assert.equal(await page.getByRole('tab', { name: 'Guide' }).count(), 0);
    assert.equal(existsSync(isolab.sessions), false);
  });
});
