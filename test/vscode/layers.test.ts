import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { run } from '../../extension/core/base/run.ts';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

// An image from the engine's list down to what one of its instructions did to one file.

const image = `isolab-test-${process.pid}-shop:1`;

const dockerfile = `FROM busybox
RUN mkdir /app && printf 'port=8080\\nname=shop\\n' > /app/shop.conf
RUN dd if=/dev/urandom of=/tmp/packages.tar bs=1k count=3000 && cp /bin/busybox /app/server
RUN rm /tmp/packages.tar && printf 'port=80\\nname=shop\\ntls=yes\\n' > /app/shop.conf
EXPOSE 80
CMD ["/app/server", "httpd", "-f"]
`;

describe('The layers of an image in VS Code', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let workbench: Workbench;
  let layers: Frame;

  before(async () => {
    await docker(['build', '-t', image, '-'], dockerfile);
    isolab = await openIsolab({ width: 1440, height: 900 }, new AbortController().signal);
    workbench = isolab.workbench;
    await workbench.openSidebar();
    await workbench.row('Labs', 'Docker').waitFor();
  });

  after(async () => {
    await isolab[Symbol.asyncDispose]();
    await docker(['rmi', '-f', image]);
  });

  it('are read once the image is chosen, each with the instruction that made it', async () => {
    await workbench.command('Isolab: Open Layers');
    layers = await workbench.webview('text=Which image?');
    // A narrow editor has a list behind one line, a wide one has it beside the layers.
    await layers.getByText(image).first().click();
    await layers.getByRole('button', { name: /^4 RUN rm \/tmp\/packages\.tar/ }).waitFor();
    const waster = layers.getByRole('button', { name: /^3 RUN dd/ });
    await waster.getByText('2.93 MiB wasted').waitFor();
    await layers.getByText('CMD ["/app/server" "httpd" "-f"]').waitFor();
  });

  it('show what one of them did to the files', async () => {
    await layers.getByRole('button', { name: /^3 RUN dd/ }).click();
    await layers.getByRole('row', { name: /packages\.tar.*hidden by layer 4/ }).waitFor();
    await layers.getByRole('button', { name: /^4 RUN rm/ }).click();
    await layers.getByRole('row', { name: /packages\.tar.*removed/ }).waitFor();
    await layers.getByRole('row', { name: /shop\.conf.*changed/ }).click();
    await layers.getByText('Compare with what it was').waitFor();
  });

  for (const theme of ['Light Modern', 'Dark High Contrast', 'Dark Modern'] as const) {
    it(`have their picture taken in ${theme}`, async () => {
      await workbench.useTheme(theme);
      await layers.getByText('Compare with what it was').waitFor();
      await isolab.picture(`layers-${theme.toLowerCase().replaceAll(' ', '-')}`);
    });
  }

  it('open a file beside what it was before', async () => {
    await layers.getByText('Compare with what it was').click();
    await workbench.page.getByRole('tab', { name: /shop\.conf \(layer 2 ↔ layer 4\)/ }).waitFor();
    const editor = (side: string) => workbench.page.locator(`.monaco-diff-editor .editor.${side}`);
    await editor('original').getByText('port=8080').waitFor();
    await editor('modified').getByText('tls=yes').waitFor();
    await isolab.picture('layers-difference');
  });

  it('are where they were when the file is closed', async () => {
    await workbench.command('View: Close Editor');
    layers = await workbench.webview('.row.chosen:has-text("shop.conf")');
    await layers.getByRole('button', { name: /^4 RUN rm/, pressed: true }).waitFor();
  });

  it('open one that is no text with what tells it from others', async () => {
    await layers.getByRole('button', { name: /^3 RUN dd/ }).click();
    await layers.getByRole('row', { name: /server/ }).dblclick();
    await workbench.page.getByRole('tab', { name: /server/ }).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'SHA-256' }).waitFor();
    await isolab.picture('layers-binary');
  });
});

async function docker(args: readonly string[], input = ''): Promise<string> {
  const { stdout, stderr, exitCode } = await run(
    { program: 'docker', args, input },
    AbortSignal.timeout(120_000),
  );
  assert.equal(exitCode, 0, stderr);
  return stdout.trim();
}
