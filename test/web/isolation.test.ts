import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  openBrowser,
  openView,
  themes,
  widths,
} from './browser.ts';
import { buildPages, servePages } from './pages.ts';
import { crowdedState, isolationDetails, isolationState } from './states/isolation.ts';

describe('the isolation page', function () {
  this.timeout(30_000);
  let browser: Browser;
  let server: Server;

  before(async () => {
    await buildPages(['isolation']);
    [browser, server] = await Promise.all([openBrowser(), servePages()]);
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  const open = async (
    host = isolationHost(),
    look: { theme: string; width: number } = { theme: 'dark', width: 1200 },
  ) => ({ host, ...(await openView(browser, server, 'isolation', host, look)) });

  for (const theme of themes) {
    for (const width of [...widths, 1400]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await open(isolationHost(), { theme, width });
        await page.getByText('14 in effect').waitFor();
        await keepScreenshot(page, `isolation-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('shows a pair that shares a namespace by letter, word and equal inode', async () => {
    const { page } = await open();
    const net = page.getByRole('row', { name: /^net/ });
    await net.waitFor();
    const cells = await net.getByRole('cell').allTextContents();
    assert.deepEqual(cells.slice(0, 5), [
      'its own4026531840',
      'Awith sidecar4026532210',
      'Awith web4026532210',
      'private4026532226',
      'the host’s4026531840',
    ]);
    assert.equal(cells[5], 'not visiblepermission denied');
    await page.close();
  });

  it('follows the focus that a check puts on an object', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { name: /^web PID 4711/ }).waitFor();
    host.become({ ...host.state(), focus: { target: 'pid:4950', at: 2 } });
    await page.getByRole('heading', { name: 'sidecar PID 4950' }).waitFor();
    await page.close();
  });

  it('moves through columns and processes by arrow keys', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^web/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'sidecar PID 4802' }).waitFor();
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'web PID 4741' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'web PID 4711' }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.locator('[role=row][aria-expanded=false]').waitFor();
    assert.equal(await page.getByText('nginx: worker process').count(), 0);
    await page.close();
  });

  it('draws and updates 200 containers and 5,000 processes without making anybody wait', async () => {
    const crowd = crowdedState(200, 5000);
    const { page, host, complaints } = await open(isolationHost(crowd));
    await page.getByText('box-0').first().waitFor();
    const [first] = crowd.columns.slice(1);
    const watching = page.evaluate(longestFrameUntilText, 'renamed');
    host.become({
      ...crowd,
      columns: crowd.columns.map((column) =>
        column === first ? { ...column, title: 'renamed' } : column,
      ),
    });
    const longestMs = await watching;
    assert.ok(longestMs < 500, `a frame took ${longestMs} ms`);
    assert.ok((await page.locator('td, th').count()) < 400, 'columns out of sight are not drawn');
    assert.ok((await page.locator('[role=row]').count()) < 100, 'rows out of sight are not drawn');
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

const isolationHost = (state = isolationState) =>
  new FakeViewHost(state, {
    details: () => isolationDetails,
    showHostProcesses: () => undefined,
  });

/** Runs in the page: the longest time between two frames until the words are on it. */
function longestFrameUntilText(words: string): Promise<number> {
  return new Promise((resolve) => {
    let longest = 0;
    let last = performance.now();
    requestAnimationFrame(function frame(now) {
      longest = Math.max(longest, now - last);
      last = now;
      if (document.body.textContent.includes(words)) resolve(longest);
      else requestAnimationFrame(frame);
    });
  });
}
