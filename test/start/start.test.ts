import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../..');

function npmStart(...args: string[]) {
  const child = spawn('npm', ['start', '--silent', '--', ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (text: Buffer) => output.push(String(text)));
  child.stderr.on('data', (text: Buffer) => output.push(String(text)));
  return { child, ended: once(child, 'close'), output: () => output.join('') };
}

/** What a terminal does on Ctrl+C: the signal goes to the whole group. */
function pressCtrlC({ pid }: ChildProcess): void {
  assert.ok(pid !== undefined);
  process.kill(-pid, 'SIGINT');
}

async function printedAddress(child: ChildProcess): Promise<URL> {
  assert.ok(child.stdout !== null);
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /http:\/\/\S+/.exec(line) ?? [];
    if (address !== undefined) return new URL(address);
  }
  throw new Error('no address was printed');
}

describe('npm start', () => {
  it('opens VS Code behind a token, and stops it on Ctrl+C', async () => {
    const { child, ended } = npmStart('--browser', '--port', '0', '--lab', 'limits');
    try {
      const address = await printedAddress(child);
      assert.equal(address.hostname, '127.0.0.1');

      const cookie = await letIn(address);
      const page = await fetch(address.origin, { headers: { cookie } });
      assert.equal(page.status, 200);
      assert.match(await page.text(), /vscode-workbench-web-configuration/);
      assert.equal((await fetch(address.origin)).status, 403);

      pressCtrlC(child);
      await ended;
      await assert.rejects(fetch(address.origin));
    } finally {
      child.kill();
      await ended;
    }
  });

  it('names the labs when there is none of this name', async () => {
    const { child, ended, output } = npmStart('--lab', 'nonsense');
    await ended;
    assert.equal(child.exitCode, 1);
    assert.match(output(), /There is no lab "nonsense"[\s\S]*container-lifecycle/);
  });

  it('refuses an option that it does not know', async () => {
    const { child, ended, output } = npmStart('--nonsense');
    await ended;
    assert.equal(child.exitCode, 2);
    assert.match(output(), /--help/);
  });

  it('explains itself', async () => {
    const { child, ended, output } = npmStart('--help');
    await ended;
    assert.equal(child.exitCode, 0);
    assert.match(output(), /--lab ID/);
  });
});

/** Shows the token, and gives the cookie that a browser gets for it. */
async function letIn(address: URL): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' });
  assert.equal(answer.status, 302);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}
