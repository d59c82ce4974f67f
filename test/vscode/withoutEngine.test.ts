import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { tellAStory } from './story.ts';
import type { Workbench } from './workbench.ts';

const lab = /A container's life/;

describe('On a machine where Docker does not answer', () => {
  tellAStory();
  let folder: string;
  let socket: string;
  let isolab: IsolabWindow;
  let workbench: Workbench;
  let docker: net.Server | undefined;

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'isolab-no-engine-'));
    socket = path.join(folder, 'docker.sock');
    const env = { DOCKER_HOST: `unix://${socket}` };
    isolab = await openIsolab({ env }, new AbortController().signal);
    workbench = isolab.workbench;
    await workbench.openSidebar();
  });

  after(async () => {
    await isolab[Symbol.asyncDispose]();
    docker?.close();
    await rm(folder, { recursive: true });
  });

  it('a lab says what it needs, and leads to the page that helps', async () => {
    const row = workbench.row('Labs', /A container's life, needs Docker/);
    await workbench.rowAction(row, 'Check This Machine');
    const page = await workbench.webview('text=Docker Engine');
    await page.getByText(socket).first().waitFor();
    await isolab.picture('no-engine');
  });

  it('the filter of the sidebar leaves only the labs that run here', async () => {
    const { page } = isolab.window;
    await workbench.pane('Labs').hover();
    await page.getByRole('button', { name: 'Show Only Labs That Run Here' }).click();
    await workbench.row('Labs', lab).waitFor({ state: 'detached' });
    await isolab.picture('filtered');
    await workbench.command('Isolab: Show All Labs');
    await workbench.row('Labs', lab).waitFor();
    await workbench.command('Isolab: Show Only Labs That Run Here');
    await workbench.row('Labs', lab).waitFor({ state: 'detached' });
  });

  it('the labs are there as soon as Docker is', async () => {
    docker = net.createServer((client) => {
      const engine = net.connect('/var/run/docker.sock');
      client.pipe(engine).pipe(client);
      client.on('error', () => engine.destroy());
      engine.on('error', () => client.destroy());
    });
    docker.listen(socket);
    await once(docker, 'listening');
    await workbench.pane('Running').getByRole('button', { name: 'Retry' }).click();
    await workbench.row('Labs', /A container's life, 30 min, not started/).waitFor();
  });
});
