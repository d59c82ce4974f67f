import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { journaled } from './journal.ts';

describe('A link in course notes', () => {
  const asked = 'confirmedUriHandlerExtensionIds';
  const settings = () => vscode.workspace.getConfiguration('extensions');

  before(async () => {
    // What a person answers when VS Code asks whether Isolab may open the link.
    const { Global } = vscode.ConfigurationTarget;
    await settings().update(asked, ['isolab.isolab'], Global);
  });

  it('opens the lab that it names', async () => {
    const link = `${vscode.env.uriScheme}://isolab.isolab/lab/port-publishing`;
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link));
    assert.equal((await journaled('port-publishing', 'opened'))['labId'], 'port-publishing');
  });
});
