import assert from 'node:assert/strict';
import type { LadderState } from '../../webviews/ladder/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { ladderState } from './states/ladder.ts';

describe('the ladder page', function () {
  this.timeout(60_000);
  const openView = usePages(['ladder']);

  for (const theme of themes) {
    for (const width of [...widths, 1400]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await openView('ladder', ladderHost(), { theme, width });
        await page.getByRole('heading', { name: 'Memory that it takes' }).waitFor();
        await keepScreenshot(page, `ladder-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('shows before the first measurement how to measure, and does so by keyboard', async () => {
    const host = ladderHost({ status: 'empty' });
    const { page } = await openView('ladder', host, { theme: 'light', width: 480 });
    await page.getByText('Nothing was measured yet.').waitFor();
    await keepScreenshot(page, 'ladder-empty-light');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Measure' }).focus();
    await page.keyboard.press('Enter');
    await asked(host);
    assert.deepEqual(host.asked, [{ method: 'measure', argument: undefined }]);
    await page.close();
  });

  it('shows the rungs that are done while it measures, and gives up when asked', async () => {
    const rungs = ladderState.ladder?.rungs.slice(0, 3) ?? [];
    const host = ladderHost({ status: 'measuring', at: 'jvm', ladder: { at: 1, rungs } });
    const { page } = await openView('ladder', host, { theme: 'dark', width: 800 });
    await page.getByText('Measuring: JVM… 3 of 6').waitFor();
    await keepScreenshot(page, 'ladder-measuring-dark');
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await asked(host);
    assert.deepEqual(host.asked, [{ method: 'cancel', argument: undefined }]);
    await page.close();
  });

  it('says in the table what the bars show, and why a rung was not measured', async () => {
    const { page } = await openView('ladder', ladderHost(), { theme: 'dark', width: 1200 });
    await page.getByRole('row', { name: /^Container/ }).waitFor();
    const cells = (name: RegExp) => page.getByRole('row', { name }).getByRole('cell');
    assert.deepEqual(await cells(/^Container/).allTextContents(), [
      '258 ms241 ms, 258 ms, 312 ms',
      '819 KiBmemory.current of its cgroup',
      ' the host’s6.18.5',
      'mnt, pid, net, ipc, uts, cgroup',
      'overlay of isolab/busybox',
    ]);
    assert.deepEqual(await cells(/^JVM/).allTextContents(), [
      'not measured: there is no java on this machine',
    ]);
    await page.close();
  });
});

const ladderHost = (state: LadderState = ladderState) =>
  new FakeViewHost(state, { measure: () => undefined, cancel: () => undefined });

async function asked(host: FakeViewHost<LadderState>): Promise<void> {
  while (host.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
}
