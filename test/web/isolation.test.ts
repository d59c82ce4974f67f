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
import { crowdedState, guestState, isolationDetails, isolationState } from './states/isolation.ts';

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

  for (const theme of themes) {
    for (const width of [...widths, 1400]) {
      it(`shows guests beside the host in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await open(isolationHost(guestState), { theme, width });
        await page.getByText('the host sees none of its processes').waitFor();
        await keepScreenshot(page, `isolation-guests-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('never calls a guest’s namespace the host’s, though their numbers are equal', async () => {
    const { page } = await open(isolationHost(guestState));
    const cellsOf = (name: RegExp) => page.getByRole('row', { name }).getByRole('cell');
    await cellsOf(/^uts/).first().waitFor();
    assert.deepEqual((await cellsOf(/^uts/).allTextContents()).slice(4), [
      'its own4026531838',
      'private4026532211',
      'not visibleit is still starting',
    ]);
    assert.equal((await cellsOf(/^net/).allTextContents())[5], 'the guest’s4026531840');
    assert.deepEqual((await cellsOf(/^kernel/).allTextContents()).slice(3, 6), [
      'the host’s6.18.5',
      'its own6.1.0-37-cloud-amd64',
      'the guest’s6.1.0-37-cloud-amd64',
    ]);
    assert.equal(await page.locator('thead .border').count(), 2);
    await page.close();
  });

  it('leads from a guest to the process that is its machine, and back', async () => {
    const { page, host } = await open(isolationHost(guestState));
    await page.getByText('CPU 1 is thread 7312').waitFor();
    await page.getByRole('button', { name: 'QEMU, PID 7300' }).click();
    await page.getByRole('heading', { name: 'Host PID 7300' }).waitFor();
    await page.getByText('Is the machine of').waitFor();
    await page.locator('.details').getByRole('button', { name: 'alpha' }).click();
    await page.getByRole('heading', { name: 'alpha PID 1' }).waitFor();
    const wanted = [
      { kernel: 'guest:alpha', pid: 1 },
      { kernel: 'host', pid: 7300 },
      { kernel: 'guest:alpha', pid: 1 },
    ];
    await asked(host, ...wanted);
    await page.close();
  });

  it('tells processes of two kernels apart that have the same PID', async () => {
    const { page, host } = await open(isolationHost(guestState));
    await page.getByText('nginx: this PID is also one of the host').click();
    await page.getByRole('heading', { name: 'alpha PID 4711' }).waitFor();
    assert.equal(await page.locator('[role=row][aria-selected=true]').count(), 1);
    await asked(host, { kernel: 'guest:alpha', pid: 4711 });
    host.become({ ...host.state(), focus: { target: 'guest:alpha/process:bash', at: 2 } });
    await page.getByRole('heading', { name: 'alpha › bash PID 412' }).waitFor();
    await page.close();
  });

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

  it('shows the place of what is looked for until it is there, unless something else was chosen', async () => {
    const { page, host } = await open(isolationHost(guestState));
    const looking = { ...guestState, focus: { target: 'guest:alpha/process:sleep', at: 9 } };
    host.become(looking);
    await page.getByRole('heading', { name: 'alpha PID 1' }).waitFor();
    const [bash] = guestState.processes.filter(({ pid }) => pid === 412);
    assert.ok(bash !== undefined);
    const sleep = { ...bash, pid: 500, name: 'sleep' };
    host.become({ ...looking, processes: [...guestState.processes, sleep] });
    await page.getByRole('heading', { name: 'alpha › bash PID 500' }).waitFor();
    host.become({ ...guestState, focus: { target: 'guest:alpha/process:nobody', at: 10 } });
    await page.getByRole('heading', { name: 'alpha PID 1' }).waitFor();
    await page.getByRole('button', { name: /^web/ }).click();
    host.become({ ...guestState, focus: { target: 'guest:alpha/process:nobody', at: 10 } });
    await page.getByRole('heading', { name: 'web PID 4711' }).waitFor();
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

    const ends = await page.evaluate(() =>
      ['.process-box', '.matrix-box'].map((name) => {
        const box = document.querySelector(name);
        return [box?.scrollHeight ?? 0, box?.scrollWidth ?? 0];
      }),
    );
    assert.ok((ends[0]?.[0] ?? 0) > 5000 * 22, 'the box of processes is as high as all of them');
    assert.ok((ends[1]?.[1] ?? 0) > 200 * 132, 'the matrix is as wide as all columns');
    await page.locator('.matrix-box').evaluate((box) => box.scrollTo({ left: 1e6 }));
    await page.getByRole('button', { name: /^box-199/ }).waitFor();

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

/** Waits until these were the last things asked for: a heading stands before its question has come here. */
async function asked(
  { asked: all }: FakeViewHost<IsolationState>,
  ...last: readonly unknown[]
): Promise<void> {
  const now = (): string => JSON.stringify(all.map(({ argument }) => argument).slice(-last.length));
  while (now() !== JSON.stringify(last)) await new Promise((resolve) => setImmediate(resolve));
}

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
