import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { journal, journaled } from './journal.ts';

// Runs inside the extension host, with the learner's sessions in ISOLAB_HOME.

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

const lab = 'container-lifecycle';

describe('Isolab in the extension host', () => {
  const extension = vscode.extensions.getExtension<undefined>('isolab.isolab');

  it('is installed and becomes active', async () => {
    assert.ok(extension !== undefined);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('answers to every command that it declares', async () => {
    const { contributes } = extension?.packageJSON as Manifest;
    const registered = new Set(await vscode.commands.getCommands(true));
    const silent = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(silent, []);
  });

  it('opens nothing by itself', () => {
    assert.deepEqual(vscode.window.terminals, []);
    assert.deepEqual(
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs),
      [],
    );
  });

  it('opens a lab on the real engine, with its guide and a terminal', async () => {
    await vscode.commands.executeCommand('isolab.startLab', lab);
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const types = tabs.map(({ input }) =>
      input instanceof vscode.TabInputWebview ? input.viewType : '',
    );
    assert.ok(
      types.some((type) => type.endsWith('isolab.guide')),
      types.join(),
    );
    assert.ok(
      types.some((type) => type.endsWith('isolab.isolation')),
      types.join(),
    );
    assert.equal(vscode.window.terminals.length, 1);
    assert.equal((await journaled(lab, 'opened'))['labId'], lab);
  });

  it('ticks a task when the learner has done it in the terminal', async () => {
    const { vars } = await journaled(lab, 'opened');
    const { ME } = vars as { readonly ME: string };
    vscode.window.terminals[0]?.sendText(`docker run --name ${ME}-hello hello-world`);
    const passed = await journaled(lab, 'passed');
    assert.equal(passed['task'], 'hello');
    const ended = await journaled(lab, 'command-ended');
    assert.equal(ended['exitCode'], 0);
  });

  it('closes a lab with its terminals, and opens it again where it was', async () => {
    await vscode.commands.executeCommand('isolab.closeLab');
    await vscode.commands.executeCommand('isolab.startLab', lab);
    const events = await journal(lab);
    assert.equal(events.filter(({ type }) => type === 'opened').length, 1);
    assert.equal(events.filter(({ type }) => type === 'passed').length, 1);
  });

  it('goes to the next step, and shows what that step is about', async () => {
    await vscode.commands.executeCommand('isolab.nextStep');
    const opened = (await journal(lab)).filter(({ type }) => type === 'step-opened');
    assert.deepEqual(
      opened.map(({ step }) => step),
      ['run', 'inside'],
    );
  });
});
