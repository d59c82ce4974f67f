import assert from 'node:assert/strict';
import { run } from '../../extension/core/base/run.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

const lab = /A container's life/;
const volume = `isolab-test-${process.pid}-volume`;
const web = `isolab-test-${process.pid}-web`;
const image = `isolab-test-${process.pid}-image`;

describe('A window that was asked to open a lab', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;

  before(async () => {
    // As `npm start -- --lab container-lifecycle` asks.
    const env = { ISOLAB_OPEN_LAB: 'container-lifecycle' };
    isolab = await openIsolab({ env }, new AbortController().signal);
    workbench = isolab.workbench;
  });

  after(async () => {
    await isolab[Symbol.asyncDispose]();
    await docker('rm', '-f', web);
    await docker('volume', 'rm', '-f', volume);
    await docker('rmi', '-f', image);
  });

  it('opens it without a click', async () => {
    await workbench.webview('text=Step 1 of 5');
    await workbench.terminalShows(/[$#]/);
  });

  const running = () => workbench.row('Running', new RegExp(`${web}, container, running`));
  const stopped = () => workbench.row('Running', new RegExp(`${web}, container, exited`));

  it('lists what the learner makes', async () => {
    await workbench.openSidebar();
    await workbench.type(`docker volume create ${volume} && docker tag busybox ${image}`);
    await workbench.type(
      `docker run -d --name ${web} busybox sh -c "trap exit TERM; echo I am up; while :; do sleep 1; done"`,
    );
    await running().waitFor();
  });

  it('shows the log of a container', async () => {
    await workbench.rowAction(running(), 'Show Container Log');
    await workbench.terminalShows(/^I am up$/m);
  });

  it('opens a terminal in a container', async () => {
    await workbench.rowAction(running(), 'Open Terminal in Container');
    await workbench.terminalShows(/^\/ #/m);
    await workbench.type('echo my PID 1 is $(cut -c-2 /proc/1/cmdline)');
    await workbench.terminalShows(/my PID 1 is sh/);
  });

  it('stops a container, and starts it again', async () => {
    await workbench.rowAction(running(), 'Stop Container');
    await stopped().waitFor();
    assert.equal(await docker('inspect', '-f', '{{.State.Running}}', web), 'false');
    await workbench.rowAction(stopped(), 'Start Container Again');
    await running().waitFor();
    assert.equal(await docker('inspect', '-f', '{{.State.Running}}', web), 'true');
  });

  for (const [kind, name] of [
    ['container', web],
    ['volume', volume],
    ['image', image],
  ] as const) {
    it(`removes one ${kind}`, async () => {
      const row = workbench.row('Running', new RegExp(`${name}.*, ${kind}`));
      await workbench.rowAction(row, 'Remove');
      await row.waitFor({ state: 'detached' });
      assert.equal(await docker(kind, 'ls', '-q', '--filter', filterFor(kind, name)), '');
    });
  }

  it('does not open it again once the learner has closed it', async () => {
    await workbench.command('Isolab: Close Lab and Keep Progress');
    await workbench.row('Labs', /A container's life, .*step 1 of 5/).waitFor();
    await workbench.reload();
    await workbench.row('Labs', lab).waitFor();
    await workbench.pane('Running').getByText('No lab is open').waitFor();
    assert.equal(await isolab.window.page.getByRole('tab', { name: 'Guide' }).count(), 0);
    await workbench.removeLab(lab);
  });
});

function filterFor(kind: 'container' | 'volume' | 'image', name: string): string {
  return kind === 'image' ? `reference=${name}` : `name=${name}`;
}

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run({ program: 'docker', args }, AbortSignal.timeout(30_000));
  return stdout.trim();
}
