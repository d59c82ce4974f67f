import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../extension/core/base/run.ts';
import { numbersFrom } from '../fakes/random.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';

// The extension host is killed again and again in one lab, at moments that a seed chooses.

const lab = 'container-lifecycle';
const title = /A container's life/;
const kills = 20;
const seed = 20_261_121;
const longestMs = 1_500;

describe('A learner whose extension host dies in the middle of a lab', function () {
  this.timeout(900_000);
  let isolab: IsolabWindow;
  const names: string[] = [];

  before(async () => {
    isolab = await openIsolab({}, new AbortController().signal);
  });

  after(async () => {
    await isolab.picture('after-crashes');
    await isolab[Symbol.asyncDispose]();
    const left = await existing(names);
    const args = ['rm', '-f', ...left];
    if (left.length > 0) await run({ program: 'docker', args }, AbortSignal.timeout(30_000));
  });

  it(`loses nothing that was journaled, ${kills} times, and removes all of it in the end`, async () => {
    const random = numbersFrom(seed);
    const { workbench } = isolab;
    await workbench.openSidebar();
    await workbench.row('Labs', title).click();
    await workbench.webview('text=Step 1 of 5');
    for (let kill = 0; kill < kills; kill++) {
      const name = `crash-${process.pid}-${kill}`;
      names.push(name);
      await workbench.terminalShows(/[$#] ?$/m);
      await workbench.type(`docker run -d --name ${name} busybox sleep 900`);
      await new Promise((resolve) => setTimeout(resolve, random() * longestMs));
      const before = await readJournal(isolab.sessions);
      await killExtensionHost(isolab.window.home);
      await workbench.reload();
      await workbench.webview('text=Step 1 of 5', 90_000);
      const after = await readJournal(isolab.sessions);
      assert.ok(after.startsWith(before), `kill ${kill}: what was journaled is still there`);
    }
    await workbench.removeLab(title);
    assert.deepEqual(await existing(names), []);
  });
});

async function readJournal(sessions: string): Promise<string> {
  const text = await readFile(path.join(sessions, lab, 'journal.jsonl'), 'utf8');
  // A line that was being written may be cut.
  return text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Kills the extension host of this VS Code: the one that its log names last. */
async function killExtensionHost(home: string): Promise<void> {
  const args = ['-r', '-h', '-o', '.*Extension host with pid [0-9]* started', home];
  const { stdout } = await run({ program: 'grep', args }, AbortSignal.timeout(10_000));
  // Each line begins with its time.
  const pid = Number(/pid (\d+)/.exec(stdout.trim().split('\n').sort().at(-1) ?? '')?.[1]);
  assert.match(await readFile(`/proc/${pid}/cmdline`, 'utf8'), /extensionHost/);
  process.kill(pid, 'SIGKILL');
}

async function existing(names: readonly string[]): Promise<readonly string[]> {
  const args = ['ps', '-a', '--format', '{{.Names}}'];
  const { stdout } = await run({ program: 'docker', args }, AbortSignal.timeout(10_000));
  return stdout.split('\n').filter((name) => names.includes(name));
}
