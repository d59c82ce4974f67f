import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { recorderShows } from './recorderShows.ts';

// Every view in every kind of theme, for people to look at: test/output/screenshots.

const themes = [
  { name: 'dark', label: 'Dark Modern' },
  { name: 'light', label: 'Light Modern' },
  { name: 'contrast', label: 'Dark High Contrast' },
] as const;

const lab = /A container's life/;

describe('Pictures of all views', () => {
  let isolab: IsolabWindow;
  let lastCommand: string;

  before(async () => {
    isolab = await openIsolab({ width: 1440, height: 900 }, new AbortController().signal);
    const { workbench } = isolab;
    await workbench.openSidebar();
    await workbench.command('Isolab: Open Walkthrough');
    await isolab.window.page.getByText('Get the first tick').first().waitFor();
    await workbench.row('Labs', lab).click();
    const guide = await workbench.webview('text=Step 1 of 5');
    await workbench.terminalShows(/[$#]/);
    const text = await guide.locator('body').innerText();
    const word = /docker run --name (\w+)-hello hello-world/.exec(text)?.[1] ?? '';
    await workbench.type(`docker run --name ${word}-hello hello-world`);
    await guide.getByText('1 of 2 done').first().waitFor();
    await workbench.type('clear');
    await workbench.type(`docker run -d --name ${word}-web --memory 64m busybox sleep 900`);
    await workbench.row('Running', new RegExp(`${word}-web, container, running`)).waitFor();
    lastCommand = `docker run -d --name ${word}-log --network container:${word}-web busybox sh -c 'while :; do :; done'`;
    await workbench.type(lastCommand);
    await workbench.row('Running', new RegExp(`${word}-log, container, running`)).waitFor();
  });

  after(async () => {
    try {
      await isolab.workbench.removeLab(lab);
    } finally {
      await isolab[Symbol.asyncDispose]();
    }
  });

  for (const theme of themes) {
    it(`are taken in a ${theme.name} theme`, async () => {
      const { workbench, picture } = isolab;
      await workbench.useTheme(theme.label);
      await workbench.command('Isolab: Open Guide');
      await workbench.command('Isolab: Open Isolation');
      await workbench.webview('text=Namespace');
      await picture(`${theme.name}-lab`);
      await workbench.command('Isolab: Open Meters');
      await workbench.webview('text=Memory, page cache included');
      await picture(`${theme.name}-meters`);
      await workbench.command('Isolab: Record: Show What This Command Did');
      await recorderShows(workbench, 'Timeline', lastCommand, 'exit code 0');
      await picture(`${theme.name}-recorder`);
      await workbench.command('Isolab: Check This Machine');
      await workbench.webview('text=Docker Engine');
      await picture(`${theme.name}-doctor`);
      await workbench.command('View: Close Editor');
      await workbench.command('Isolab: Open Walkthrough');
      await isolab.window.page.getByText('Get the first tick').first().waitFor();
      await picture(`${theme.name}-walkthrough`);
      await workbench.command('View: Close Editor');
    });
  }
});
