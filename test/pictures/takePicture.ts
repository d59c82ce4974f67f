import { setTimeout as delay } from 'node:timers/promises';
import type { ElementHandle, Page } from 'playwright-core';
import { bindLab } from '../../extension/core/lab/bind.ts';
import type { BoundStep, Lab } from '../../extension/core/lab/lab.ts';
import { openIsolab, type IsolabWindow } from '../vscode/isolabWindow.ts';
import { heard, passes, readVars } from '../vscode/journal.ts';

/** A lab's VMs may have to boot first, under emulation. */
const openLimitMs = 180_000;
/** A line that is not over by then has begun a program that reads the next one, as `docker run -it` does. */
const lineLimitMs = 20_000;
/** A task passes within this time after its solution, or has a question that nobody has answered. */
const passLimitMs = 15_000;
const drawLimitMs = 20_000;

/**
 * Does a lab in VS Code as a learner would, to the end of the first step that shows something, and saves a picture of
 * the window to `file`. Gives the tasks that are open there: questions are left to the learner.
 */
export async function takePicture(lab: Lab, file: string): Promise<readonly string[]> {
  const options = { env: { ISOLAB_OPEN_LAB: lab.id }, width: 1280, height: 800 };
  await using isolab = await openIsolab(options, new AbortController().signal);
  const { workbench, window, sessions } = isolab;
  await workbench.webview(`text=${lab.steps[0]?.title ?? ''}`, openLimitMs);
  await workbench.terminalShows(/[$#]\s*$/, openLimitMs);
  await workbench.command('View: Close Primary Side Bar');
  const steps = bindLab(lab, await readVars(sessions, lab.id)).steps;
  const last = Math.max(
    0,
    steps.findIndex(({ show }) => show !== undefined),
  );
  const open: string[] = [];
  for (const [index, step] of steps.slice(0, last + 1).entries()) {
    if (index > 0) await workbench.command('Isolab: Next Step');
    open.push(...(await solve(isolab, lab.id, step)));
  }
  await drawn(window.page);
  await window.page.screenshot({ path: file });
  await workbench.command('Isolab: Remove Lab and All That It Made');
  await workbench.answerDialog('Remove');
  await workbench.notification(/Removed the lab/).waitFor();
  return open;
}

/** Waits until no view that is seen is blank: VS Code draws each in a frame of a frame. */
async function drawn(page: Page): Promise<void> {
  const isBlank = async (view: ElementHandle): Promise<boolean> => {
    const inner = (await view.contentFrame())?.childFrames()[0];
    const text = await inner?.locator('body').innerText();
    return (text ?? '').trim() === '';
  };
  for (const endAt = Date.now() + drawLimitMs; ; await delay(200)) {
    const views = await page.locator('iframe.webview').filter({ visible: true }).elementHandles();
    const blanks = await Promise.all(views.map((view) => isBlank(view).catch(() => true)));
    if (!blanks.includes(true)) return;
    if (Date.now() > endAt) throw new Error('a view stays blank');
  }
}

/** Types the solutions of a step's tasks; gives those that have not passed. */
async function solve(
  { workbench, sessions }: IsolabWindow,
  labId: string,
  { tasks }: BoundStep,
): Promise<readonly string[]> {
  const open: string[] = [];
  for (const { id, solutions } of tasks) {
    for (const { in: guest, lines } of solutions[0] ?? []) {
      if (guest !== undefined) continue;
      for (const line of lines) {
        await workbench.type(line);
        await heard(sessions, labId, line.trim(), { limitMs: lineLimitMs }).catch(() => {});
      }
    }
    if (!(await passes(sessions, labId, id, passLimitMs))) open.push(id);
  }
  return open;
}
