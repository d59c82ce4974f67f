import assert from 'node:assert/strict';
import type { IsolationState } from '../../webviews/isolation/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { crowdedState, isolationDetails, isolationState } from './states/isolation.ts';

describe('the isolation page', function () {
  this.timeout(60_000);
  const openView = usePages(['isolation']);

  const open = async (
    host = isolationHost(),
    look: { theme: string; width: number } = { theme: 'dark', width: 1200 },
  ) => ({ host, ...(await openView('isolation', host, look)) });

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
    const { page, complaints } = await open(isolationHost(crowdedState(200, 5000)));
    await page.getByText('box-0').first().waitFor();
    const { longestFrameMs, cloneMs } = await page.evaluate(updateInPage, crowdedState(200, 5000));
    // A ratio, so that a busy machine does not matter: to clone the state is the least that an update costs.
    assert.ok(
      longestFrameMs < 100 + cloneMs * 5,
      `a frame took ${longestFrameMs} ms, a clone of the state ${cloneMs} ms`,
    );

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

/** Runs in the page: shows this state with a container renamed, and gives the longest frame until it is drawn. */
function updateInPage(state: IsolationState): Promise<{ longestFrameMs: number; cloneMs: number }> {
  const began = performance.now();
  const copies = [1, 2, 3, 4, 5].map(() => structuredClone(state));
  const cloneMs = (performance.now() - began) / copies.length;
  const columns = state.columns.map((column, index) =>
    index === 1 ? { ...column, title: 'renamed' } : column,
  );
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      let longestFrameMs = 0;
      let last = performance.now();
      window.postMessage({ type: 'state', value: { ...state, columns } }, '*');
      requestAnimationFrame(function frame() {
        const now = performance.now();
        longestFrameMs = Math.max(longestFrameMs, now - last);
        last = now;
        if (document.body.textContent.includes('renamed')) resolve({ longestFrameMs, cloneMs });
        else requestAnimationFrame(frame);
      });
    });
  });
}
