import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

describe('Isolab in VS Code', () => {
  const isolab = vscode.extensions.getExtension('isolab.isolab');

  it('is there, and activates', async () => {
    assert.ok(isolab !== undefined);
    await isolab.activate();
    assert.ok(isolab.isActive);
  });

  it('registers every command that its manifest declares', async () => {
    assert.ok(isolab !== undefined);
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = isolab.packageJSON as Manifest;
    const absent = contributes.commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(absent, []);
  });

  it('has a title in words for every command', () => {
    assert.ok(isolab !== undefined);
    const { contributes } = isolab.packageJSON as Manifest;
    const unnamed = contributes.commands.filter(({ title }) => title.startsWith('%'));
    assert.deepEqual(unnamed, []);
  });

  it('can focus each of its views', async () => {
    assert.ok(isolab !== undefined);
    const { contributes } = isolab.packageJSON as Manifest;
    for (const { id } of Object.values(contributes.views).flat()) {
      await vscode.commands.executeCommand(`${id}.focus`);
    }
  });

  it('opens the doctor’s page as an editor', async () => {
    const opened = new Promise<void>((resolve) => {
      vscode.window.tabGroups.onDidChangeTabs(({ opened: tabs }) => {
        if (tabs.some(({ input }) => isDoctor(input))) resolve();
      });
    });
    await vscode.commands.executeCommand('isolab.checkMachine');
    await opened;
  });
});

function isDoctor(input: unknown): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.includes('isolab.doctor');
}
