import assert from 'node:assert/strict';
import { IsolabError } from '../../extension/core/base/errors.ts';
import type { ImageLayers } from '../../extension/core/layers/layer.ts';
import { filesOf, pictureOf } from '../../webviews/layers/picture.ts';
import type { FilesLook, LayersState, WantedFile } from '../../webviews/layers/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  tabStops,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { layersState, manyFiles, shop } from './states/layers.ts';

describe('the layers page', function () {
  this.timeout(60_000);
  const openView = usePages(['layers']);

  const open = async (
    state: LayersState = layersState,
    look: { theme: string; width: number; height?: number } = { theme: 'dark', width: 1200 },
    image: () => ImageLayers | Promise<ImageLayers> = () => shop,
  ) => {
    const host = layersHost(state, image);
    const view = await openView('layers', host, look);
    return {
      host,
      ...view,
      row: (name: string | RegExp) => view.page.getByRole('row', { name }),
    };
  };

  for (const theme of themes) {
    for (const width of [...widths, 640]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints, row } = await open(layersState, { theme, width });
        await page.getByRole('button', { name: /^4 COPY/ }).click();
        await row(/motd/).click();
        await page.getByText('66 B', { exact: true }).waitFor();
        await keepScreenshot(page, `layers-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  const others: Record<string, { state: LayersState; image?: () => Promise<ImageLayers> }> = {
    'without an engine': {
      state: {
        ...{ status: 'unavailable', images: [] },
        trouble: {
          message: 'No Docker Engine answers at unix:///var/run/docker.sock.',
          fix: 'Start it: `sudo systemctl start docker`.',
        },
      },
    },
    'without an image': { state: { status: 'ready', images: [] } },
    'before an image is chosen': {
      state: {
        ...layersState,
        images: layersState.images.map((image) => ({ ...image, isOwn: false })),
      },
    },
    'of a hostile archive': {
      state: layersState,
      image: () =>
        Promise.reject(
          new IsolabError(
            'image-archive-hostile',
            'The archive of the image is not to be trusted: a path leads out of the image: ../../etc/passwd',
            'Do not run or unpack this image. Ask whoever made it.',
          ),
        ),
    },
    'while it is read': {
      state: {
        ...layersState,
        reading: { image: layersState.images[0]?.id ?? '', bytes: 30 * 2 ** 20 },
      },
      image: () => new Promise(() => {}),
    },
  };
  for (const [name, { state, image }] of Object.entries(others)) {
    it(`is whole and accessible ${name}`, async () => {
      for (const theme of ['light', 'high-contrast']) {
        const look = { theme, width: theme === 'light' ? 320 : 1000 };
        const { page, complaints } = await open(state, look, image);
        await page.locator('.banner, .empty, .reading').first().waitFor();
        await keepScreenshot(page, `layers-${name.replaceAll(' ', '-')}-${theme}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      }
    });
  }

  it('says of each layer what it did, whom it is shared with and what of it is wasted', async () => {
    const { page } = await open();
    const lowest = page.getByRole('button', { name: /^1 ADD/ });
    await lowest.getByText('shared with alpine:3.20 and 1 more').waitFor();
    await page.getByText('CMD ["sh"]').waitFor();
    await page
      .getByRole('button', { name: /^2 RUN/ })
      .getByText('15 MiB wasted')
      .waitFor();
    await page.getByText('The same as a table').click();
    const row = page.getByRole('row', { name: /RUN apk update/ });
    assert.deepEqual(await row.getByRole('cell').allTextContents(), [
      ...['56.2 MiB', '96 %', '6', '1', '0', '15 MiB', 'RUN apk update && apk add nodejs'],
      'registry.example.org:5000/team/inventory:2.1.0-rc.3',
    ]);
    await keepScreenshot(page, 'layers-as-table');
    await page.close();
  });

  it('shows all files up to a layer, those that are wasted, and the same as a table', async () => {
    const { page, row } = await open();
    await page.getByRole('button', { name: 'Wasted', exact: true }).click();
    await page.getByText('5 entries, 15 MiB').waitFor();
    await row(/APKINDEX\.b53994b4.*of layer 2, removed by layer 3/).waitFor();
    await keepScreenshot(page, 'layers-wasted');
    await page.getByRole('button', { name: 'All up to here' }).click();
    await page.getByRole('button', { name: 'Table' }).click();
    assert.deepEqual(
      await row(/app\/package\.json/)
        .getByRole('gridcell')
        .allTextContents(),
      [...['app/package.json', 'from layer 5', '1.59 KiB', '-rw-------', '1000:1000', '']],
    );
    assert.equal(await row(/bin\/ps/).count(), 0);
    await page.getByRole('button', { name: /^2 RUN/ }).click();
    await row(/bin\/ps/).waitFor();
    await keepScreenshot(page, 'layers-table');
    await page.getByRole('textbox', { name: 'Filter files' }).fill('bin ls');
    await page.getByText(/^1 of \d+ entries$/).waitFor();
    await page.close();
  });

  it('goes by keyboard along the stack, through the tree, and to what is said of a file', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: /^5 RUN/ }).waitFor();
    const stops = await tabStops(page, 20);
    for (const name of ['This layer', 'Tree', 'Filter files', 'Files']) {
      assert.ok(stops.includes(name), `${name} is not among ${stops.join(' | ')}`);
    }
    await page.getByRole('button', { name: /^5 RUN/ }).focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await page.getByRole('button', { name: /^1 ADD/, pressed: true }).waitFor();
    const grid = page.getByRole('treegrid', { name: 'Files' });
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('.row.chosen');
    await chosen.filter({ hasText: 'bin' }).waitFor();
    assert.equal(await chosen.getAttribute('id'), await grid.getAttribute('aria-activedescendant'));
    assert.equal(await chosen.getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowRight');
    await chosen.filter({ hasText: 'busybox' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('-rwsr-xr-x (4755)').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.locator('.row.chosen[aria-expanded=false]').waitFor();
    await page.close();
  });

  it('opens what a file holds, and what was done to it, with the mouse and by keyboard', async () => {
    const { page, host, row } = await open();
    const opened = () =>
      host.asked
        .filter(({ method }) => method === 'open')
        .map(({ argument }) => {
          const { layer, path, how } = argument as WantedFile;
          return `${how} of ${path} at ${layer}`;
        });
    await page.getByRole('button', { name: /^4 COPY/ }).click();
    await row(/motd/).click();
    await page.getByRole('button', { name: 'Compare with what it was' }).click();
    await page.getByRole('button', { name: 'Show what is in it' }).click();
    await row(/server\.js/).dblclick();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Wasted', exact: true }).click();
    await row(/package\.json/).click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Show what is in it' }).click();
    while (opened().length < 6) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(opened(), [
      ...['difference of etc/motd at 3', 'content of etc/motd at 3'],
      ...['content of app/server.js at 3', 'content of app/server.js at 3'],
      ...['difference of app/package.json at 4', 'content of app/package.json at 3'],
    ]);
    await page.close();
  });

  it('is where it was when it comes back from a file that was opened over it', async () => {
    const { page, row } = await open();
    await page.getByRole('button', { name: /^4 COPY/ }).click();
    await row(/motd/).click();
    await page.reload();
    await page.locator('.row.chosen', { hasText: 'motd' }).waitFor();
    await page.getByRole('button', { name: /^4 COPY/, pressed: true }).waitFor();
    await page.close();
  });

  it('can give up reading, and reads again', async () => {
    let isFirst = true;
    const { page, host } = await open(layersState, undefined, () =>
      isFirst ? new Promise(() => {}) : shop,
    );
    await page.getByRole('button', { name: 'Give up' }).click();
    isFirst = false;
    await page.getByRole('button', { name: 'Read it' }).click();
    assert.equal(host.asked.filter(({ method }) => method === 'giveUp').length, 1);
    await page.getByRole('button', { name: /^5 RUN/ }).waitFor();
    await page.close();
  });

  it('goes to the image that a step puts the focus on', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { name: 'shop:1' }).waitFor();
    const image = layersState.images[1]?.id ?? '';
    host.become({ ...layersState, focus: { image, at: 1 } });
    await page.getByRole('heading', { name: 'alpine:3.20' }).waitFor();
    await page.close();
  });

  it('shows two hundred thousand files, of which only those in sight are drawn', async () => {
    const { page, row } = await open(layersState, undefined, () => manyFiles(200_000));
    await page.getByText('200000 entries').waitFor({ timeout: 45_000 });
    const grid = page.getByRole('treegrid', { name: 'Files' });
    await grid.focus();
    await page.keyboard.press('End');
    await row(/part-0199/).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await row(/199999\.dat/).waitFor();
    assert.ok((await page.getByRole('row').count()) < 120);
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('grid', { name: 'Files' });
    assert.equal(await table.getAttribute('aria-rowcount'), '200001');
    await page.getByRole('textbox', { name: 'Filter files' }).fill('/12345.dat');
    await page.getByText('1 of 200000 entries').waitFor();
    await keepScreenshot(page, 'layers-many');
    await page.close();
  });
});

function layersHost(
  state: LayersState,
  image: () => ImageLayers | Promise<ImageLayers>,
): FakeViewHost<LayersState> {
  return new FakeViewHost(state, {
    image: async () => pictureOf(await image()),
    files: async ({ layer, look }: { layer: number; look: FilesLook }) =>
      filesOf((await image()).layers, layer, look),
    ...{ look: () => undefined, giveUp: () => undefined, open: () => undefined },
  });
}
