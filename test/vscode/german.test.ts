import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { openIsolab, type IsolabWindow } from './isolabWindow.ts';
import { recorderShows } from './recorderShows.ts';
import { tellAStory } from './story.ts';

// The labs' own texts are English; all that Isolab itself says is German. What VS Code says is English here.

const lab = /A container's life/;

describe('In German', () => {
  tellAStory();
  let isolab: IsolabWindow;
  let guide: Frame;

  before(async () => {
    const options = { language: 'de', width: 1440, height: 900 };
    isolab = await openIsolab(options, new AbortController().signal);
  });

  after(async () => {
    const { workbench } = isolab;
    try {
      const remove = 'Lab mit allem entfernen, was darin entstanden ist';
      await workbench.rowAction(workbench.row('Labs', lab), remove);
      await workbench.answerDialog('Entfernen');
      await workbench.notification(/Das Lab .* wurde entfernt/).waitFor();
    } finally {
      await isolab[Symbol.asyncDispose]();
    }
  });

  it('the sidebar says what state a lab is in', async () => {
    const { workbench, picture } = isolab;
    await workbench.openSidebar();
    const row = workbench.row('Labs', lab);
    await row.waitFor();
    await picture('german-sidebar');
    assert.match((await row.getAttribute('aria-label')) ?? '', /30 min, nicht begonnen/);
  });

  it('the guide speaks of steps, of what is seen, and of what to try', async () => {
    const { workbench, picture } = isolab;
    await workbench.row('Labs', lab).click();
    guide = await workbench.webview('text=Schritt 1 von 5');
    await workbench.terminalShows(/[$#]/);
    await workbench.type('docker run hello-world');
    await workbench.row('Aktiv', /Container, exited/).waitFor();
    await guide
      .getByRole('button', { name: /^Hinweis 1 von/ })
      .first()
      .click();
    await guide.getByRole('list', { name: 'Hinweise' }).waitFor();
    await picture('german-guide');
  });

  it('Isolation and Meters name what the kernel keeps', async () => {
    const { workbench, picture } = isolab;
    await workbench.webview('text=Prozesse');
    await picture('german-isolation');
    await workbench.type('docker run -d busybox sleep 900');
    await workbench.row('Aktiv', /Container, running/).waitFor();
    await workbench.command('Isolab: Messwerte öffnen');
    await workbench.webview('text=Speicher');
    await picture('german-meters');
  });

  it('the Recorder explains what a command did', async () => {
    const { workbench, picture } = isolab;
    await workbench.command('Isolab: Aufzeichnung: zeigen, was dieser Befehl getan hat');
    const recorder = await recorderShows(
      workbench,
      'Zeitachse',
      'docker run -d busybox sleep 900',
      'Exit-Code 0',
    );
    await recorder.locator('.row.entry', { hasText: 'POST /containers/create' }).first().click();
    await recorder.getByText('noch läuft nichts').waitFor();
    await picture('german-recorder');
  });

  it('the page about this machine says what is missing', async () => {
    const { workbench, picture } = isolab;
    await workbench.command('Isolab: Diesen Rechner prüfen');
    await workbench.webview('text=Docker Engine');
    await picture('german-doctor');
    await workbench.command('View: Close Editor');
  });

  it('the walkthrough leads to the first tick', async () => {
    const { workbench, picture, window } = isolab;
    await workbench.command('Isolab: Einführung öffnen');
    await window.page.getByText('Erste Schritte mit Isolab').first().waitFor();
    await picture('german-walkthrough');
    await workbench.command('View: Close Editor');
  });
});
