import assert from 'node:assert/strict';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { doctorState } from './states/doctor.ts';

describe('the doctor page', function () {
  this.timeout(60_000);
  const openView = usePages(['doctor']);

  for (const theme of themes) {
    for (const width of widths) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const look = { theme, width, height: 500 };
        const { page, complaints } = await openView('doctor', doctorHost(), look);
        await page.getByText('2 things need attention.').waitFor();
        await keepScreenshot(page, `doctor-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('runs the fix of a finding by its name, never by the text on the page', async () => {
    const host = doctorHost();
    const { page } = await openView('doctor', host, { theme: 'dark', width: 800 });
    await page.getByRole('button', { name: 'Run in a terminal' }).click();
    while (host.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(host.asked, [{ method: 'fix', argument: 'qemu' }]);
    await page.close();
  });
});

const doctorHost = () =>
  new FakeViewHost(doctorState, {
    lookAgain: () => undefined,
    fix: () => undefined,
    copy: () => undefined,
  });
