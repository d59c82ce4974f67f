import assert from 'node:assert/strict';
import { IsolabError } from '../../extension/core/base/errors.ts';
import type { GuideState } from '../../webviews/guide/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  keepScreenshotOfView,
  tabStops,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { guideState, otherGuideStates, withTasks } from './states/guide.ts';

describe('the guide page', function () {
  this.timeout(60_000);
  const openView = usePages(['guide']);

  const open = async (host = guideHost(), look = { theme: 'dark', width: 800 }) => ({
    host,
    ...(await openView('guide', host, look)),
  });

  for (const theme of themes) {
    for (const width of widths) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await open(guideHost(), { theme, width });
        await page.getByRole('heading', { level: 1 }).waitFor();
        await keepScreenshot(page, `guide-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  for (const [name, state] of Object.entries(otherGuideStates)) {
    it(`is whole and accessible ${name}`, async () => {
      for (const theme of ['light', 'high-contrast']) {
        const look = { theme, width: theme === 'light' ? 320 : 800 };
        const { page, complaints } = await open(guideHost(state), look);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await keepScreenshot(page, `guide-${name.replaceAll(' ', '-')}-${theme}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      }
    });
  }

  it('ends with what was learned, what is still open, and the next lab', async () => {
    const last = { ...guideState.session, step: 3 };
    const { page, host } = await open(guideHost({ ...guideState, session: last }));
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'End of the lab' }).waitFor();
    await page.getByText('Choose the port yourself (2 tasks still open)').waitFor();
    await keepScreenshot(page, 'guide-finish-dark');
    await assertAccessible(page);
    await page.reload();
    await page.getByRole('button', { name: 'Start Your first Dockerfile' }).click();
    await asked(host, 1);
    assert.deepEqual(host.asked, [{ method: 'startLab', argument: 'first-dockerfile' }]);
    await page.close();
  });

  it('shows the task to do also while the tasks are out of sight, and leads to it', async () => {
    const { page, host } = await open(guideHost(), { theme: 'dark', width: 480 });
    await page.setViewportSize({ width: 480, height: 420 });
    const now = page.getByRole('button', { name: /Show the tasks/ });
    await now.getByText('The numbers are the other way round.').waitFor();
    const tasks = host.state().session.steps[1]?.tasks ?? [];
    host.become(withTasks(tasks.map((task) => ({ ...task, status: 'passed' as const }))));
    await now.getByText('The site answers on http://localhost:8090').waitFor();
    assert.equal(await now.locator('.codicon-pass-filled').count(), 3);
    await keepScreenshotOfView(page, 'guide-small-dark');
    await now.click();
    await now.waitFor({ state: 'detached' });
    await page.close();
  });

  it('leads to the choice of another machine', async () => {
    const state = otherGuideStates['on a machine of its own'];
    assert.ok(state !== undefined);
    const host = guideHost(state);
    const { page } = await open(host);
    await page.getByRole('button', { name: 'Change…' }).click();
    await asked(host, 1);
    assert.deepEqual(host.asked, [{ method: 'changeMachine', argument: undefined }]);
    await page.close();
  });

  it('shows why something was not done, and what to do', async () => {
    const failing = new FakeViewHost(guideState, {
      checkNow: () => {
        throw new IsolabError('no', 'The lab is closing.', 'Open it again.');
      },
    });
    const { page } = await open(failing);
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByRole('alert').getByText('The lab is closing.').waitFor();
    await page.getByText('Open it again.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await page.close();
  });

  it('types a block that is meant to be run into the lab terminal, and only copies the others', async () => {
    const { page, host } = await open();
    await page.getByRole('button', { name: 'Run in the Lab Terminal' }).click();
    assert.equal(await page.getByRole('button', { name: 'Run in the Lab Terminal' }).count(), 1);
    await page.getByRole('button', { name: 'Copy' }).nth(1).click();
    await asked(host, 2);
    assert.deepEqual(host.asked, [
      {
        method: 'type',
        argument: {
          text: 'docker run -d --name site -p 8090:80 isolab/static-site\ndocker port site',
          run: true,
        },
      },
      { method: 'copy', argument: '80/tcp -> 0.0.0.0:8090\n80/tcp -> [::]:8090' },
    ]);
    await page.close();
  });

  it('types a block of a guest at a console of that guest', async () => {
    const { page, host } = await open(
      guideHost({
        ...guideState,
        prose: [
          { type: 'block', language: 'sh', isRunnable: true, guest: 'alpha', text: 'hostname' },
        ],
      }),
    );
    await page.getByRole('button', { name: 'Run at a Console of alpha' }).click();
    await asked(host, 1);
    assert.deepEqual(host.asked, [
      { method: 'type', argument: { text: 'hostname', run: true, guest: 'alpha' } },
    ]);
    await page.close();
  });

  it('calls the last rung a solution only where it is one', async () => {
    const { page, host } = await open();
    const { session } = host.state();
    const tasks = session.steps[session.step]?.tasks ?? [];
    const hints = ['One.', 'Two.', 'docker run'];
    const allOpen = (hasSolution: boolean) =>
      withTasks(tasks.map((task) => ({ ...task, hints, hintCount: 3, hasSolution })));
    const rungs = page.locator('.task.open .rung');
    host.become(allOpen(true));
    await rungs.nth(2).waitFor();
    assert.deepEqual(await rungs.allTextContents(), ['Hint 1 of 2', 'Hint 2 of 2', 'Solution']);
    host.become(allOpen(false));
    await page.getByText('Hint 3 of 3').first().waitFor();
    await page.close();
  });

  it('says a tick to a screen reader once', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const spoken = page.locator('[aria-live=polite]');
    assert.equal(await spoken.textContent(), '');
    const { session } = host.state();
    const tasks = session.steps[session.step]?.tasks ?? [];
    host.become(withTasks(tasks.map((task) => ({ ...task, status: 'passed' as const }))));
    const sentence =
      'Done: It publishes its port 80 on 8090. Done: The site answers on http://localhost:8090. Step finished: Choose the port yourself';
    await page.getByText(sentence).waitFor({ state: 'attached' });
    host.become({ ...host.state() });
    await page.getByText('3 of 3 done').waitFor();
    assert.equal(await spoken.count(), 1);
    await page.close();
  });

  it('goes through a step by keyboard alone', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { level: 1 }).waitFor();
    const stops = await tabStops(page, 40);
    for (const name of ['See it yourself', 'Check now', 'Reset step', 'Next', 'Answer']) {
      assert.ok(
        stops.some((stop) => stop === name),
        `${name} is not among ${stops.join(' | ')}`,
      );
    }
    await page.getByRole('button', { name: 'Check now' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Another answer' }).focus();
    await page.keyboard.type('8090');
    await page.keyboard.press('Enter');
    await asked(host, 2);
    assert.deepEqual(
      host.asked.map(({ method }) => method),
      ['checkNow', 'answer'],
    );
    await page.close();
  });

  it('asks before it resets a step, without a dialog', async () => {
    const { page, host } = await open();
    await page.getByRole('button', { name: 'Reset step' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    assert.equal(host.asked.length, 0);
    await page.getByRole('button', { name: 'Reset step' }).click();
    await page.getByRole('button', { name: 'Reset', exact: true }).click();
    await asked(host, 1);
    assert.deepEqual(host.asked, [{ method: 'resetStep', argument: undefined }]);
    await page.close();
  });
});

const guideHost = (state = guideState) =>
  new FakeViewHost(state, {
    checkNow: () => undefined,
    hint: () => undefined,
    resetStep: () => undefined,
    goTo: () => undefined,
    answer: () => undefined,
    type: () => undefined,
    copy: () => undefined,
    focus: () => undefined,
    open: () => undefined,
    retryEngine: () => undefined,
    changeMachine: () => undefined,
    startLab: () => undefined,
  });

/** Waits until the page has asked this many things; the test's own time limit ends the wait. */
async function asked(host: FakeViewHost<GuideState>, count: number): Promise<void> {
  while (host.asked.length < count) await new Promise((resolve) => setImmediate(resolve));
}
