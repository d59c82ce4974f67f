import type { BoundLab, BoundStep } from '../lab/lab.ts';
import { isSame, type OwnedThen } from './events.ts';
import type { Owned } from './owned.ts';
import { hasPassed } from './progress.ts';
import type { SessionRecord } from './record.ts';
import { typeLines } from './typist.ts';
import type { WorkFolder } from './workFolder.ts';
import type { ShellSpec } from '../machine/machine.ts';

/** What resetting needs of a session. */
export interface ResetParts {
  readonly lab: BoundLab;
  readonly record: SessionRecord;
  readonly owned: Owned;
  readonly work: WorkFolder;
  shell(): ShellSpec;
}

/** Opens a step; at its first opening keeps what a reset brings back. */
export async function openStep(
  { record, owned, work }: Pick<ResetParts, 'record' | 'owned' | 'work'>,
  step: BoundStep,
): Promise<void> {
  await work.keep(step.id);
  await record.write([{ type: 'step-opened', step: step.id, owned: owned.then }]);
}

/** Removes everything that the session owns and brings the working folder back to the lab's files. */
export async function resetLab(
  { lab, record, owned, work }: ResetParts,
  signal: AbortSignal,
): Promise<void> {
  await owned.removeAll(signal);
  await work.restoreFiles();
  await work.forget(lab.steps.map(({ id }) => id));
  await record.write([{ type: 'lab-reset' }]);
}

/**
 * Brings back what there was when the step was opened for the first time. What was made since is removed. What was
 * there and is gone, or has another state than a start or stop can mend, cannot be called back: then everything is
 * removed, and the solutions of the earlier tasks that had passed are typed again. The working folder comes from the
 * copy taken when the step was opened.
 */
export async function resetStep(
  parts: ResetParts,
  step: string,
  signal: AbortSignal,
): Promise<void> {
  const { lab, record, owned, work } = parts;
  const before = record.progress.steps[step]?.ownedBefore ?? [];
  await owned.look(signal);
  const made = owned.references.filter((own) => !before.some((then) => isSame(own, then)));
  await owned.remove(made, signal);
  if (!(await bringBack(parts, before, signal))) await rebuild(parts, step, signal);
  await work.restore(step);
  const ids = lab.steps.map(({ id }) => id);
  await work.forget(ids.slice(ids.indexOf(step) + 1));
  await owned.look(signal);
  const questions = lab.steps
    .slice(ids.indexOf(step))
    .flatMap((each) => [...Object.keys(each.questions), ...Object.keys(each.predictions)]);
  await record.write([{ type: 'step-reset', step, owned: owned.then, questions }]);
}

/** Starts and stops containers until all is as it was; false when that cannot be. */
async function bringBack(
  { owned }: ResetParts,
  before: readonly OwnedThen[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const then of before) {
    const now = owned.objects.find((own) => isSame(own, then));
    if (now === undefined || now.name !== then.name) return false;
    if (now.state === then.state) continue;
    if (then.state === 'running' && isStopped(now.state)) await owned.start(then, signal);
    else if (isStopped(then.state) && now.state === 'running') await owned.stop(then, signal);
    else return false;
  }
  return true;
}

const isStopped = (state: string): boolean => state === 'exited' || state === 'created';

async function rebuild(parts: ResetParts, step: string, signal: AbortSignal): Promise<void> {
  const { lab, record, owned, work } = parts;
  await owned.remove(owned.references, signal);
  await work.restoreFiles();
  const earlier = lab.steps.slice(
    0,
    lab.steps.findIndex(({ id }) => id === step),
  );
  const passed = earlier
    .flatMap(({ tasks }) => tasks)
    .filter(({ id }) => hasPassed(record.progress, id));
  const lines = passed.flatMap(({ solutions }) => solutions[0] ?? []);
  if (lines.length > 0) await typeLines(parts.shell(), lines, signal);
  await owned.settled();
}
