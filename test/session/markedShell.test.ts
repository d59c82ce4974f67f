import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followMarks, markShell } from '../../extension/cli/markedShell.ts';

describe('the shell of isolab start', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'isolab-marked-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** A bash on a terminal of its own, and what it tells of the lines that are typed at it. */
  async function openBash(told: (words: string) => void): Promise<ChildProcess> {
    const { args } = await markShell({ program: 'bash', args: [], cwd: home, env: {} }, home);
    const line = `exec bash ${args.join(' ')}`;
    const child = spawn('script', ['-qfc', line, '/dev/null'], {
      cwd: home,
      env: { ...process.env, HOME: home, SHELL: '/bin/sh', TERM: 'xterm' },
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    });
    followMarks(child, {
      commandStarted: ({ line: typed }) => told(`started ${typed}`),
      commandEnded: ({ line: typed, exitCode }) => told(`ended ${typed} ${exitCode}`),
    });
    return child;
  }

  /** Types each line when what was told of the one before is there. */
  async function type(lines: readonly string[]): Promise<readonly string[]> {
    const heard: string[] = [];
    let hear = (): void => {};
    const child = await openBash((words) => {
      heard.push(words);
      hear();
    });
    child.stdout?.resume();
    for (const [index, line] of lines.entries()) {
      const ended = new Promise<void>((resolve) => {
        hear = () => {
          if (heard.length >= 2 * (index + 1)) resolve();
        };
      });
      child.stdin?.write(`${line}\n`);
      await ended;
    }
    child.stdin?.write('exit\n');
    await once(child, 'close');
    return heard.slice(0, 2 * lines.length);
  }

  it('tells of each command, when it begins and how it ends', async () => {
    await writeFile(join(home, '.bashrc'), "PROMPT_COMMAND='kept=yes'; mine=here\n");
    assert.deepEqual(
      await type(['true', '(exit 3)', 'echo "a; b" \\\\ ½', 'test $kept$mine = yeshere']),
      [
        ...['started true', 'ended true 0'],
        ...['started (exit 3)', 'ended (exit 3) 3'],
        ...['started echo "a; b" \\\\ ½', 'ended echo "a; b" \\\\ ½ 0'],
        ...['started test $kept$mine = yeshere', 'ended test $kept$mine = yeshere 0'],
      ],
    );
  });

  it('leaves another shell as it is', async () => {
    const zsh = { program: '/bin/zsh', args: [], cwd: '/', env: {} };
    assert.equal(await markShell(zsh, home), zsh);
  });
});
