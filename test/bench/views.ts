import { FakeViewHost } from '../fakes/view-host.ts';
import { manyEntries } from '../fakes/helloWorld.ts';
import { openBrowser, openView } from '../web/browser.ts';
import { buildPages, servePages } from '../web/pages.ts';
import { listed } from '../web/states/recorder.ts';
import { median, type Figure } from './figure.ts';

/** How fluent the recorder's page is with as many entries as a recording can hold, against one of five hundred. */
export async function benchViews(): Promise<readonly Figure[]> {
  await buildPages(['recorder']);
  const [browser, server] = await Promise.all([openBrowser(), servePages()]);
  try {
    const measure = async (count: number) => {
      const recording = manyEntries(count);
      const host = new FakeViewHost(
        { status: 'file', recordings: [listed(recording)], others: [] },
        { recording: () => recording, explain: () => ({ sentence: '' }) },
      );
      const look = { theme: 'dark', width: 1200 };
      const { page } = await openView(browser, server, 'recorder', host, look);
      const grid = page.getByRole('grid');
      await grid.waitFor();
      const frames = await page.evaluate(framesWhileScrolling);
      const drawnMs = await page.evaluate(drawnAnew);
      await page.close();
      return { drawnMs, frameMs: median(frames), worstMs: Math.max(...frames) };
    };
    await measure(500); // The first page is slower: fonts, caches.
    const few = await measure(500);
    const many = await measure(10_000);
    return [
      { name: 'recorder of 500 entries: a frame while scrolling', value: few.frameMs, unit: 'ms' },
      { name: 'recorder of 10,000: a frame while scrolling', value: many.frameMs, unit: 'ms' },
      { name: 'recorder of 10,000: the worst frame', value: many.worstMs, unit: 'ms' },
      { name: 'recorder of 10,000: as a table, and back', value: many.drawnMs, unit: 'ms' },
      {
        name: 'recorder: a frame of 10,000 / one of 500',
        value: many.frameMs / few.frameMs,
        unit: 'times',
        goal: 'at most 1.5',
        isReached: many.frameMs / few.frameMs <= 1.5,
      },
    ];
  } finally {
    await browser.close();
    server.close();
  }
}

/** Runs in the page: a screenful further a hundred times, and how long each took to be drawn. */
async function framesWhileScrolling(): Promise<number[]> {
  const box = document.querySelector('.timeline');
  if (box === null) throw new Error('there is no timeline');
  const frame = (): Promise<number> => new Promise(requestAnimationFrame);
  const frames: number[] = [];
  for (let count = 0; count < 100; count += 1) {
    const before = await frame();
    box.scrollTop = (count * box.clientHeight) % (box.scrollHeight - box.clientHeight);
    await frame(); // Hears of the scrolling and draws anew …
    frames.push((await frame()) - before); // … until the next.
  }
  return frames;
}

/** Runs in the page: the other drawing, and the first again. */
async function drawnAnew(): Promise<number> {
  const frame = (): Promise<number> => new Promise(requestAnimationFrame);
  const buttons = [...document.querySelectorAll<HTMLElement>('.choice button')].slice(0, 2);
  const before = await frame();
  for (const button of buttons.reverse()) {
    button.click();
    await frame();
    await frame();
  }
  return performance.now() - before;
}
