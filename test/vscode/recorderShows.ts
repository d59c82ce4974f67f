import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The Recorder's page, once it shows this command and how it ended; timeline and exit code in the learner's language. */
export async function recorderShows(
  workbench: Workbench,
  timeline: string,
  command: string,
  exitCode: string,
): Promise<Frame> {
  const recorder = await workbench.webview(`[role=grid][aria-label=${timeline}]`);
  await recorder.getByRole('heading', { name: command, exact: true }).waitFor();
  await recorder.getByText(new RegExp(`^${exitCode} · `)).waitFor();
  return recorder;
}
