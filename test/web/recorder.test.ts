import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Recording } from '../../extension/core/recorder/recording.ts';
import type { RecorderState } from '../../webviews/recorder/protocol.ts';
import { blind, hello, helloOnHost, manyEntries } from '../fakes/helloWorld.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { comparedRows, listed, recorderState } from './states/recorder.ts';

describe('the recorder’s page', function () {
  this.timeout(60_000);
  const openView = usePages(['recorder']);

  const open = async (
    state: RecorderState = showing(hello),
    look: { theme: string; width: number; height?: number } = { theme: 'dark', width: 1200 },
    recordings: readonly Recording[] = [blind, hello, helloOnHost],
  ) => {
    const host = recorderHost(state, recordings);
    const view = await openView('recorder', host, look);
    return {
      host,
      ...view,
      entry: (name: string | RegExp) => view.page.getByRole('row', { name }),
    };
  };

  for (const theme of themes) {
    for (const width of [...widths, 520]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const look = { theme, width, height: width === 520 ? 500 : 800 };
        const { page, complaints, entry } = await open(showing(hello), look);
        await entry(/unshare/)
          .last()
          .click();
        await page.getByText('Gives the process').waitFor();
        await keepScreenshot(page, `recorder-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  const others: Record<string, RecorderState> = {
    'of a file': { ...showing(hello), status: 'file', recordings: [listed(hello)] },
    'where the tape is out of reach': recorderState,
    'without a recording': { ...recorderState, recordings: [] },
    'without a lab': { ...recorderState, status: 'empty', recordings: [] },
    'of a file that is none': {
      ...{ status: 'unavailable', recordings: [], others: [] },
      trouble: {
        message: 'This file is no recording: `entries` is missing.',
        fix: 'Save it anew.',
      },
    },
  };
  for (const [name, state] of Object.entries(others)) {
    it(`is whole and accessible ${name}`, async () => {
      for (const theme of ['light', 'high-contrast']) {
        const look = { theme, width: theme === 'light' ? 320 : 1000 };
        const { page, complaints } = await open(state, look);
        await page.locator('main h2, main .banner').first().waitFor();
        if (state.recordings.length > 0) await page.getByRole('grid').waitFor();
        await keepScreenshot(page, `recorder-${name.replaceAll(' ', '-')}-${theme}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      }
    });
  }

  it('goes with the arrow keys along a lane and to the lanes beside it, and back from the details', async () => {
    const { page, host } = await open();
    const grid = page.getByRole('grid', { name: 'Timeline' });
    await grid.focus();
    const chosen = page.locator('.row.chosen');
    const expectChosen = async (text: string): Promise<void> => {
      await chosen.filter({ hasText: text }).waitFor();
      const active = (await grid.getAttribute('aria-activedescendant')) ?? '';
      assert.equal(await chosen.getAttribute('id'), active);
    };
    await page.keyboard.press('ArrowDown');
    await expectChosen('docker run hello-world');
    await page.keyboard.press('ArrowDown');
    await expectChosen('containerd-shim');
    await page.keyboard.press('ArrowRight');
    await expectChosen('clone');
    await page.keyboard.press('ArrowLeft');
    await expectChosen('containerd-shim');
    await page.keyboard.press('ArrowLeft');
    await expectChosen('/start');
    await page.keyboard.press('End');
    await expectChosen('sshd');
    await page.keyboard.press('Enter');
    assert.equal(await focusedOn(page), 'details');
    await page.keyboard.press('Escape');
    assert.equal(await focusedOn(page), 'timeline');
    await page.keyboard.press('Escape');
    await chosen.waitFor({ state: 'detached' });
    const explained = host.asked.filter(({ method }) => method === 'explain');
    assert.ok(explained.length >= 5);
    await page.close();
  });

  it('says in the table what the timeline shows, and all of it', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Table' }).click();
    const grid = page.getByRole('grid', { name: 'All entries' });
    assert.equal(await grid.getAttribute('aria-rowcount'), String(hello.entries.length + 1));
    const row = page.getByRole('row', { name: /unshare .*NEWNS/ });
    await row.waitFor();
    assert.deepEqual(await row.getByRole('gridcell').allTextContents(), [
      '431.2 ms',
      'Kernel',
      'unshare',
      '',
      '1.4 ms',
      'NEWNS|NEWPID|NEWNET|NEWIPC|NEWUTS',
      '4740',
      '4f1c0d7f3b6f',
    ]);
    await keepScreenshot(page, 'recorder-table');
    await page.getByRole('textbox', { name: 'Filter entries' }).fill('cgroup');
    await page.getByText('3 of 33 entries').waitFor();
    await page.getByRole('button', { name: 'Kernel' }).click();
    await page.getByText('0 of 33 entries').waitFor();
    await page.close();
  });

  it('opens a request as a tree, and what is folded', async () => {
    const { page, entry } = await open();
    await entry(/POST \/containers\/create/).click();
    await page.getByText('HostConfig').click();
    await page.getByText('NetworkMode').waitFor();
    await page.getByText('API_TOKEN=<secret>').waitFor({ state: 'hidden' });
    await keepScreenshot(page, 'recorder-request');
    await entry(/clone ×9/).click();
    await page.getByText('9 of the same kind, one after the other').click();
    await page.getByText('374.2 ms').waitFor();
    await page.close();
  });

  it('asks for what a person wants of an entry and of a recording', async () => {
    const { page, host, entry } = await open();
    await entry(/POST \/containers\/create/).click();
    await page.getByRole('button', { name: 'Show in Isolation' }).click();
    await page.getByRole('link', { name: 'unshare(2)' }).click();
    await page.getByRole('button', { name: 'Save…' }).click();
    const asked = () =>
      host.asked.filter(({ method }) => ['focus', 'open', 'save'].includes(method));
    while (asked().length < 3) await new Promise((resolve) => setImmediate(resolve));
    const [created] = hello.entries.filter(({ lane }) => lane === 'api').slice(1);
    assert.ok(created?.lane === 'api');
    assert.deepEqual(asked(), [
      { method: 'focus', argument: `container:${created.created[0]?.id}` },
      { method: 'open', argument: 'https://man7.org/linux/man-pages/man2/unshare.2.html' },
      { method: 'save', argument: hello.id },
    ]);
    await page.close();
  });

  it('lays two recordings side by side, and marks what only one of them did', async () => {
    for (const [theme, width] of [
      ['light', 320],
      ['dark', 1200],
      ['high-contrast', 640],
    ] as const) {
      const { page, complaints } = await open(showing(hello), { theme, width });
      await page.getByRole('button', { name: 'Compare…' }).click();
      const grid = page.getByRole('grid', { name: 'Compared entries' });
      await grid.waitFor();
      await page.getByText('4 only left, 1 only right, 29 in both').waitFor();
      await keepScreenshot(page, `recorder-compared-${theme}-${width}`);
      await page.getByRole('checkbox', { name: 'Only what is different' }).click();
      assert.equal(await grid.getAttribute('aria-rowcount'), '6');
      await grid.focus();
      await page.keyboard.press('Home');
      await page.getByRole('heading', { name: 'unshare' }).waitFor();
      await page.keyboard.press('End');
      await page
        .locator('.half.chosen', { hasText: 'unshare NEWNS|NEWPID|NEWIPC|NEWUTS' })
        .waitFor();
      await assertNoSidewaysScroll(page);
      await assertAccessible(page);
      await keepScreenshot(page, `recorder-differences-${theme}-${width}`);
      assert.deepEqual(complaints, []);
      await page.getByRole('button', { name: 'End comparison' }).click();
      await page.getByRole('grid', { name: 'Timeline' }).waitFor();
      await page.close();
    }
  });

  it('shows what comes while it comes, the newest command on top', async () => {
    const { endedAt: _ended, exitCode: _code, ...rest } = hello;
    const recordings: Recording[] = [helloOnHost];
    const state = { ...recorderState, recordings: recordings.map(listed) };
    const { page, host } = await open(state, undefined, recordings);
    await page.getByRole('heading', { name: helloOnHost.command }).waitFor();
    for (const count of [1, 12, 33]) {
      recordings[1] = { ...rest, entries: hello.entries.slice(0, count) };
      host.become({
        ...state,
        recordings: [{ ...listed(recordings[1]), version: count }, listed(helloOnHost)],
      });
      await page.getByText(`${count} entries`, { exact: true }).waitFor();
    }
    await page.getByRole('heading', { name: hello.command }).waitFor();
    await page.getByRole('button', { name: /recording/ }).waitFor();
    await page.locator('.row', { hasText: 'sshd' }).waitFor();
    await page.close();
  });

  it('shows ten thousand entries, of which only those in sight are drawn', async () => {
    const many = manyEntries(10_000);
    const { page } = await open(
      { ...recorderState, recordings: [listed(many)] },
      { theme: 'dark', width: 1200 },
      [many],
    );
    const grid = page.getByRole('grid', { name: 'Timeline' });
    await grid.waitFor({ timeout: 45_000 });
    await page.getByText('10000 entries').waitFor();
    assert.ok((await page.getByRole('row').count()) < 100);
    assert.equal(await grid.getAttribute('aria-rowcount'), '10001');
    await grid.focus();
    await page.keyboard.press('End');
    await page.getByRole('row', { name: /59\.994 s/ }).waitFor();
    await keepScreenshot(page, 'recorder-many');
    await page.close();
  });
});

/** With this recording on top. */
function showing(recording: Recording): RecorderState {
  return {
    ...recorderState,
    recordings: [recording, ...[hello, helloOnHost].filter(({ id }) => id !== recording.id)].map(
      listed,
    ),
  };
}

function recorderHost(
  state: RecorderState,
  recordings: readonly Recording[],
): FakeViewHost<RecorderState> {
  const find = (wanted: string): Recording => {
    const found = recordings.find(({ id }) => id === wanted);
    assert.ok(found !== undefined);
    return found;
  };
  const nothing = () => undefined;
  const host: FakeViewHost<RecorderState> = new FakeViewHost(state, {
    recording: (id: string) => find(id),
    explain: () => ({
      sentence:
        'Gives the process *namespaces of its own*: what it does to them, others do not see.',
      manual: { name: 'unshare(2)', url: 'https://man7.org/linux/man-pages/man2/unshare.2.html' },
    }),
    compare: ({ left, right }: { left: string; right: string }) =>
      comparedRows(find(left), find(right)),
    chooseOther: () => host.become({ ...state, beside: { recording: helloOnHost.id, at: 1 } }),
    ...{ save: nothing, focus: nothing, open: nothing },
  });
  return host;
}

const focusedOn = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.className ?? '');
