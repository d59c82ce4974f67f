import assert from 'node:assert/strict';
import path from 'node:path';
import { run } from '../../extension/core/base/run.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { heard, readVars } from './journal.ts';
import { recorderShows } from './recorderShows.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

const lab = /Boot a virtual machine/;
/** A guest boots under emulation, on a machine that may be busy with other tests. */
const bootLimitMs = 120_000;
const quickly = { limitMs: 10_000 };

describe('A learner in a lab with a VM', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;

  before(async () => {
    const env = { ISOLAB_OPEN_LAB: 'boot-a-vm' };
    isolab = await openIsolab({ env }, new AbortController().signal);
    workbench = isolab.workbench;
  });

  after(() => removeEverything(isolab));

  const vm = (state: string) => workbench.row('Running', new RegExp(`alpha, VM, ${state}`));

  it('sees the VM of the lab beside the guide, and among what runs', async () => {
    await workbench.webview('text=The power button', bootLimitMs);
    const machines = await workbench.webview('h2:has-text("alpha")');
    await machines.getByText('off', { exact: true }).first().waitFor();
    await workbench.openSidebar();
    await vm('off').waitFor();
  });

  it('switches it on in the Machines view, and sees what it runs with', async () => {
    const machines = await workbench.webview('h2:has-text("alpha")');
    await machines.getByRole('button', { name: 'Start' }).click();
    await machines.locator('.said', { hasText: 'alpha runs' }).waitFor({ timeout: bootLimitMs });
    await machines.getByRole('button', { name: /^PID \d+ in Isolation$/ }).waitFor();
    await vm('running').waitFor();
    await isolab.picture('vm-machines');
  });

  it('sits at its console, where Isolab hears of each command', async () => {
    await workbench.rowAction(vm('running'), 'Open Console of a VM');
    await workbench.terminalShows(/root@alpha:.*#/, bootLimitMs);
    await workbench.type('echo I am in $(uname -n)');
    await workbench.terminalShows(/^I am in alpha$/m);
    await heard(isolab.sessions, 'boot-a-vm', 'echo I am in $(uname -n)', {
      ...quickly,
      exitCode: 0,
    });
    await workbench.type('false');
    await heard(isolab.sessions, 'boot-a-vm', 'false', { ...quickly, exitCode: 1 });
  });

  it('sees in the Recorder what a command at the console did in the guest’s kernel', async () => {
    await recordsUnshare(workbench);
    await isolab.picture('vm-recorder');
  });

  it('sees its kernel beyond the border in Isolation, and its machine among the host’s processes', async () => {
    await workbench.command('Isolab: Open Isolation');
    const isolation = await workbench.webview('.column-head:has-text("VM, ")');
    await isolation.locator('.column-head:has-text("VM, ")').click();
    await isolation.getByText('the host sees none of its processes').waitFor();
    assert.equal(await isolation.locator('thead .border').count(), 1);
    await isolation.getByRole('button', { name: /^QEMU, PID \d+$/ }).click();
    await isolation.getByText('Is the machine of').waitFor();
    await isolation.getByText(/CPU 1 is thread \d+/).waitFor();
    await isolab.picture('vm-isolation');
  });

  it('switches it off, and leaves nothing behind', async () => {
    await workbench.rowAction(vm('running'), 'Stop VM');
    await vm('off').waitFor({ timeout: bootLimitMs });
    await workbench.removeLab(lab);
    await vm('off').waitFor({ state: 'detached' });
  });
});

describe('A learner in a lab on a Linux of its own', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;

  before(async () => {
    const env = { ISOLAB_OPEN_LAB: 'namespaces-pid-uts' };
    isolab = await openIsolab({ env }, new AbortController().signal);
    workbench = isolab.workbench;
  });

  after(() => removeEverything(isolab));

  it('is told on which machine, and has its shell as the lab terminal', async () => {
    const guide = await workbench.webview('text=A name of its own', bootLimitMs);
    await guide.getByText('A virtual machine.').waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: 'A virtual machine' }).waitFor();
    await workbench.terminalShows(/root@.*#/, bootLimitMs);
  });

  it('types there what the guide runs', async () => {
    const guide = await workbench.webview('text=A name of its own');
    await guide.getByRole('button', { name: 'Run in the Lab Terminal' }).first().click();
    await workbench.terminalShows(/^uts:\[\d+\]$/m);
  });

  it('sees the namespace that they make beside the guest, and is ticked', async () => {
    const vars = await readVars(isolab.sessions, 'namespaces-pid-uts');
    await workbench.type(
      `unshare --uts sh -c 'hostname ${vars['ISLAND'] ?? ''}; exec sleep 1000' &`,
    );
    const isolation = await workbench.webview('.column-head:has-text("sleep")', bootLimitMs);
    const uts = isolation.getByRole('row', { name: /^uts/ });
    await uts.getByText('private').first().waitFor();
    const guide = await workbench.webview('text=A name of its own');
    await guide.getByText('1 of 2 done').waitFor({ timeout: bootLimitMs });
    await isolab.picture('linux-lab');
  });

  it('sees in Meters what a cgroup of the guest uses', async () => {
    await workbench.type('mkdir /sys/fs/cgroup/meadow');
    await workbench.command('Isolab: Open Meters');
    const meters = await workbench.webview('vscode-checkbox:has-text("meadow")', bootLimitMs);
    await meters.getByRole('checkbox', { name: 'meadow' }).click();
    await meters.getByText('/sys/fs/cgroup/meadow/memory.current').waitFor();
    await isolab.picture('linux-meters');
    await workbench.command('View: Close Editor');
  });

  it('sees in the Recorder what a command did in the guest’s kernel', async () => {
    await recordsUnshare(workbench);
  });

  it('goes on in a container instead, and sees there what a command did in the engine’s kernel', async () => {
    await workbench.command('Isolab: Do the Lab on Another Machine');
    const choice = workbench.page.locator('.quick-input-widget .monaco-list-row');
    await choice.filter({ hasText: 'A container' }).click();
    await workbench.answerDialog('A container');
    await workbench.page.locator('.statusbar-item', { hasText: 'A container' }).waitFor();
    await workbench.terminalShows(/root@lab:.*#/, bootLimitMs);
    await recordsUnshare(workbench);
    await isolab.picture('workbench-recorder');
  });
});

describe('Somebody who has no lab open', () => {
  let isolab: IsolabWindow;

  before(async () => {
    isolab = await openIsolab({}, new AbortController().signal);
    await isolab.workbench.openSidebar();
    await isolab.workbench.row('Labs', 'Docker').waitFor();
  });

  after(() => removeEverything(isolab));

  it('measures the isolation ladder, sees each rung as it comes, and can give up', async () => {
    const { workbench } = isolab;
    await workbench.command('Isolab: Open Isolation Ladder');
    const ladder = await workbench.webview('h1:has-text("isolation ladder")');
    await ladder.getByRole('button', { name: 'Measure' }).click();
    const process = ladder.getByRole('row', { name: /^Process/ });
    await process.getByText(/^[\d.]+ m?s(, [\d.]+ m?s)+$/).waitFor({ timeout: bootLimitMs });
    await ladder.getByRole('button', { name: 'Cancel' }).click();
    await ladder.getByText('Nothing was measured yet.').waitFor({ timeout: bootLimitMs });
  });

  it('learns from the Machines view where VMs come from', async () => {
    const { workbench } = isolab;
    await workbench.command('Isolab: Open Machines');
    const machines = await workbench.webview('h2:has-text("No VM yet")');
    await machines.getByText('Open a lab of the track Virtual machines').waitFor();
  });
});

/** Unshares a namespace in the terminal, and waits until the Recorder shows what that did in the kernel. */
async function recordsUnshare(workbench: Workbench): Promise<void> {
  const command = 'unshare --uts hostname elsewhere';
  await workbench.type(command);
  await workbench.terminalShows(/hostname elsewhere\n.*#$/m);
  await workbench.command('Isolab: Record: Show What This Command Did');
  const recorder = await recorderShows(workbench, 'Timeline', command, 'exit code 0');
  for (const word of ['unshare', 'NEWUTS', 'sethostname']) {
    await recorder.locator('.row.entry', { hasText: word }).first().waitFor();
  }
}

/** A VM outlives the window: one that a story left running is removed as a person would do it. */
async function removeEverything(isolab: IsolabWindow): Promise<void> {
  await isolab.window[Symbol.asyncDispose]();
  const cli = path.resolve(import.meta.dirname, '../../dist/cli.cjs');
  const args = [cli, 'remove', '--all'];
  const env = { ISOLAB_HOME: isolab.sessions };
  await run({ program: process.execPath, args, env }, AbortSignal.timeout(60_000));
  await isolab[Symbol.asyncDispose]();
}
