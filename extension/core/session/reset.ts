import type { IsolabError } from '../base/errors.ts';
import type { World } from '../check/world.ts';
import type { Report } from '../machine/equipment.ts';
import type { BoundLab, BoundStep } from '../lab/lab.ts';
import { isSame, type OwnedThen } from './events.ts';
import type { LabMachine } from './labMachine.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { Owned } from './owned.ts';
import { rebuild } from './rebuild.ts';
import type { SessionRecord } from './record.ts';
import type { OwnedObject } from './state.ts';
import { forgetForStep, keepForStep, restoreForStep } from './stepSnapshots.ts';
import type { OpenTerminal } from './typist.ts';
import type { Vms } from './vms.ts';
import type { WorkFolder } from './workFolder.ts';

/** What resetting needs of a session. */
export interface ResetParts {
  readonly lab: BoundLab;
  readonly record: SessionRecord;
  readonly owned: Owned;
  readonly work: WorkFolder;
  readonly vms: Vms;
  readonly machine: LabMachine;
  readonly recorder: Recorder;
  readonly report: Report;
  readonly session: {
    openTerminal(guest: string | undefined): OpenTerminal;
    world(signal: AbortSignal): World;
  };
}

/** Opens a step; at its first opening keeps what a reset brings back: of VMs only for the step opened last. */
export async function openStep(
  parts: Pick<ResetParts, 'lab' | 'record' | 'owned' | 'work' | 'vms'>,
  step: BoundStep,
  signal: AbortSignal,
): Promise<void> {
  const { record, owned, work } = parts;
  if (record.progress.steps[step.id] === undefined) await keepVms(parts, step.id, signal);
  await work.keep(step.id);
  await record.write([{ type: 'step-opened', step: step.id, owned: owned.then }]);
}

/** Removes everything that the session owns, brings the working folder back to the lab's files and makes VMs anew. */
export async function resetLab(parts: ResetParts, signal: AbortSignal): Promise<void> {
  await forgetLab(parts, signal);
  await parts.machine.make(parts.report, signal);
  await parts.owned.lookAtVms();
}

/** Removes everything that the session owns, and forgets what was done. */
export async function forgetLab(
  { lab, record, owned, work }: Pick<ResetParts, 'lab' | 'record' | 'owned' | 'work'>,
  signal: AbortSignal,
): Promise<void> {
  await owned.removeAll(signal);
  await work.restoreFiles();
  await work.forget(lab.steps.map(({ id }) => id));
  await record.write([{ type: 'lab-reset' }]);
}

/**
 * Brings back what there was when the step was opened for the first time. What was made since is removed. VMs that ran
 * go on from a VM snapshot. What was there and is gone, or has another state than a start or stop can mend, cannot be
 * called back: then everything is removed, and the solutions of the earlier tasks that had passed are typed again. The
 * working folder comes from the copy taken when the step was opened. Gives the error `step-not-back` when they no
 * longer lead to the state that they led to.
 */
export async function resetStep(
  parts: ResetParts,
  step: string,
  signal: AbortSignal,
): Promise<IsolabError | undefined> {
  const { lab, record, owned, work } = parts;
  const before = record.progress.steps[step]?.ownedBefore ?? [];
  await owned.look(signal);
  const made = owned.references.filter((own) => !before.some((then) => isSame(own, then)));
  // The image that a service was updated to is in use for as long as the service is there.
  const isUpdated = before.some((then) => isServiceChanged(then, owned.objects));
  if (!isUpdated) await owned.remove(made, signal);
  // What is started again may read its files at once.
  await work.restore(step);
  let notBack: IsolabError | undefined;
  if (isUpdated || !(await bringBack(parts, step, before, signal))) {
    notBack = await rebuild(parts, step, signal);
    await work.restore(step);
  }
  const ids = lab.steps.map(({ id }) => id);
  await work.forget(ids.slice(ids.indexOf(step) + 1));
  await keepVms(parts, step, signal);
  await owned.look(signal);
  const questions = lab.steps
    .slice(ids.indexOf(step))
    .flatMap((each) => [...Object.keys(each.questions), ...Object.keys(each.predictions)]);
  await record.write([{ type: 'step-reset', step, owned: owned.then, questions }]);
  parts.recorder.passOver();
  return notBack;
}

async function keepVms(
  { lab, vms }: Pick<ResetParts, 'lab' | 'vms'>,
  step: string,
  signal: AbortSignal,
): Promise<void> {
  for (const vm of vms.all) {
    for (const { id } of lab.steps) if (id !== step) await forgetForStep(vm, id, signal);
    await keepForStep(vm, step, signal);
  }
}

/** Starts and stops containers and restores VMs until all is as it was; false when that cannot be. */
async function bringBack(
  { owned, vms, machine }: ResetParts,
  step: string,
  before: readonly OwnedThen[],
  signal: AbortSignal,
): Promise<boolean> {
  // Nobody keeps what was done in a container.
  if (machine.machine.kind === 'workbench') return false;
  for (const then of before) {
    const now = owned.objects.find((own) => isSame(own, then));
    if (now === undefined || now.name !== then.name) return false;
    if (then.kind === 'vm') {
      const vm = vms.vm(then.name);
      if (then.state !== 'running' || !(await restoreForStep(vm, step, signal))) return false;
      vms.consoles(then.name).wake();
      continue;
    }
    if (String(then.networks) !== String(now.networks)) return false;
    if (now.state === then.state) continue;
    if (then.state === 'running' && isStopped(now.state)) await owned.start(then, signal);
    else if (isStopped(then.state) && now.state === 'running') await owned.stop(then, signal);
    else return false;
  }
  return true;
}

function isServiceChanged(then: OwnedThen, objects: readonly OwnedObject[]): boolean {
  const now = objects.find((own) => isSame(own, then));
  return then.kind === 'service' && now?.state !== then.state;
}

const isStopped = (state: string): boolean => state === 'exited' || state === 'created';
