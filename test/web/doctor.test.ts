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
import { doctorState } from './states/doctor.ts';

describe('the doctor page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: Server;

  before(async () => {
    await buildPages(['doctor']);
    [browser, server] = await Promise.all([openBrowser(), servePages()]);
  });
  after(async () => {
    await browser.close();
    server.close();
  });

  for (const theme of themes) {
    for (const width of widths) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const look = { theme, width, height: 500 };
        const { page, complaints } = await openView(browser, server, 'doctor', doctorHost(), look);
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
    const { page } = await openView(browser, server, 'doctor', host, { theme: 'dark', width: 800 });
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
