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
import { metersState } from './states/meters.ts';

describe('the meters page', function () {
  this.timeout(60_000);
  const openView = usePages(['meters']);

  const open = async (
    host = metersHost(),
    look: { theme: string; width: number } = { theme: 'dark', width: 1200 },
  ) => ({ host, ...(await openView('meters', host, look)) });

  for (const theme of themes) {
    for (const width of widths) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await open(metersHost(), { theme, width });
        await page.getByRole('img', { name: /^Memory/ }).waitFor();
        await keepScreenshot(page, `meters-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  it('says in the table what the pictures show, and where it was read', async () => {
    const { page } = await open();
    const row = page.getByRole('row', { name: /^A cage/ });
    await row.waitFor();
    const cells = await row.getByRole('cell').allTextContents();
    assert.match(cells[0] ?? '', /^[\d.]+ MiB of 64 MiB$/);
    assert.match(cells[1] ?? '', /^[\d.]+ % of 50 %$/);
    assert.equal(cells[6], 'not visible: cgroup v1 has no pressure files');
    const source = page
      .getByRole('region', { name: /^Memory/ })
      .locator('.source')
      .first();
    assert.match((await source.getAttribute('title')) ?? '', /memory\.usage_in_bytes$/);
    await page.close();
  });

  it('asks for another machine’s, and lists in a guest what was made there', async () => {
    const guest = { id: 'guest:lab', title: 'lab', isGuest: true };
    const machines = [...metersState.machines, guest];
    const { page, host } = await open(metersHost({ ...metersState, machines }));
    await page.getByRole('button', { name: 'lab' }).click();
    while (host.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(host.asked, [{ method: 'chooseMachine', argument: 'guest:lab' }]);
    const tree = ['/', '/meadow'].map((path) => ({ path, title: path.slice(1) || path }));
    host.become({ ...metersState, machines, machine: guest.id, tree, meters: [] });
    await page.getByRole('checkbox', { name: 'meadow' }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: '/', exact: true }).count(), 0);
    await keepScreenshot(page, 'meters-guest');
    await assertAccessible(page);
    await page.close();
  });

  it('asks for the cgroups that are ticked', async () => {
    const { page, host } = await open();
    await page.getByRole('checkbox', { name: 'Show all cgroups' }).click();
    await page.getByRole('checkbox', { name: 'system.slice' }).focus();
    await page.keyboard.press('Space');
    while (host.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [cage, free] = metersState.meters;
    assert.deepEqual(host.asked, [
      { method: 'choose', argument: [cage?.path, free?.path, '/system.slice'] },
    ]);
    await page.close();
  });
});

const metersHost = (state = metersState) =>
  new FakeViewHost(state, { choose: () => undefined, chooseMachine: () => undefined });
