import assert from 'node:assert/strict';
import type { Recording } from '../../extension/core/recorder/recording.ts';
import type { RecorderState } from '../../webviews/recorder/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  themes,
  usePages,
  widths,
} from './browser.ts';
import {
  blind,
  comparedRows,
  headOf,
  hello,
  helloOnHost,
  manyEntries,
  recorderState,
} from './states/recorder.ts';

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
    for (const width of [...widths, 640]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints, entry } = await open(showing(hello), { theme, width });
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
    'of a file': { ...showing(hello), status: 'file', recordings: [headOf(hello)] },
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
});

/** With this recording on top. */
function showing(recording: Recording): RecorderState {
  return {
    ...recorderState,
    recordings: [recording, ...[hello, helloOnHost].filter(({ id }) => id !== recording.id)].map(
      headOf,
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
  return new FakeViewHost(state, {
    recording: (id: string) => find(id),
    explain: () => ({
      sentence:
        'Gives the process *namespaces of its own*: what it does to them, others do not see.',
      manual: { name: 'unshare(2)', url: 'https://man7.org/linux/man-pages/man2/unshare.2.html' },
    }),
    compare: ({ left, right }: { left: string; right: string }) =>
      comparedRows(find(left), find(right)),
    chooseOther: () => helloOnHost.id,
    ...{ save: nothing, focus: nothing, open: nothing },
  });
}
