import { isError } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { VmDisks } from './disk/vmDisks.ts';
import { cleanUpLimitMs } from './ending.ts';
import { personalize } from './guest.ts';
import { answerLimitMs, bootLimitMs, type VmLife } from './life.ts';
import type { RunningVm } from './running.ts';
import type { SavedState } from './savedStates.ts';
import type { StartOptions } from './vm.ts';

/** Starts a VM that is off, until its guest's agent answers. When that fails, it is off again. */
export async function startVm(
  life: VmLife,
  options: StartOptions,
  signal: AbortSignal,
): Promise<void> {
  const { spec, isFresh } = life.record;
  const { boot = spec.boot, accelerator: wanted = spec.accelerator } = options;
  life.setStatus('starting');
  try {
    const accelerator = await life.tools.chooseAccelerator(spec.files, wanted, signal);
    await life.write({ accelerator, isFresh: false }, signal);
    const isSaved = boot === 'saved' && isFresh && (await goOn(life, signal));
    if (!isSaved) await bootUp(life, isFresh, life.begin(signal));
    life.cameUp();
    await life.refresh(signal);
  } catch (error) {
    // One that hangs at boot may be looked at.
    if (isError(error, 'guest-silent') || isError(error, 'vm-panicked')) throw error;
    await life.end();
    // Nobody has had a prompt yet: nothing of anybody's is on its disks.
    await life.noteAfterwards({ isFresh });
    signal.throwIfAborted();
    throw error;
  }
}

/** Lets it go on from the saved state of its kind; false where that cannot be. */
async function goOn(life: VmLife, signal: AbortSignal): Promise<boolean> {
  // QEMU may have been killed; a state that is no good twice, because a file is damaged, is made anew.
  for (const tries of [1, 2, 3]) {
    const either = life.begin(signal);
    const { spec, accelerator } = life.record;
    const saved = await life.tools.savedStates.prepare(spec, accelerator.name, either);
    try {
      await goOnFrom(saved, life, either);
      return true;
    } catch (error) {
      if (signal.aborted || isError(either.reason, 'vm-stopped')) throw error;
      life.tools.log.warn(`try ${tries} with ${saved.disk}: ${String(error)}`);
      await life.end();
      if (tries === 2) await saved.discard(timeLimit(cleanUpLimitMs));
      life.setStatus('starting');
    }
  }
  return false;
}

async function goOnFrom(saved: SavedState, life: VmLife, signal: AbortSignal): Promise<void> {
  const at = Date.now();
  const { spec, uuid } = life.record;
  await makeDisks(life, saved.disk, signal);
  const running = await life.launch('saved', 'incoming', signal);
  await saved.load(running, signal);
  await life.waitForAgent(running, answerLimitMs, signal);
  await personalize(running.agent, spec.name, uuid, signal);
  await noteStarted(life, running, 'saved', at, signal);
}

async function bootUp(life: VmLife, isFresh: boolean, signal: AbortSignal): Promise<void> {
  const at = Date.now();
  const { place } = life.tools;
  if (isFresh) await makeDisks(life, place.path(life.spec.files.disk), signal);
  const running = await life.launch('cold', 'boot', signal);
  await life.waitForAgent(running, bootLimitMs, signal);
  await noteStarted(life, running, 'cold', at, signal);
}

async function makeDisks(life: VmLife, backing: string, signal: AbortSignal): Promise<void> {
  const { name, disks } = life.spec;
  const { sets } = life.disks;
  life.disks = await VmDisks.create(sets, name, backing, disks, signal);
  await sets.removeUnused(signal);
}

async function noteStarted(
  life: VmLife,
  { args }: RunningVm,
  how: 'cold' | 'saved',
  at: number,
  signal: AbortSignal,
): Promise<void> {
  await life.write({ run: { at, how, tookMs: Date.now() - at, args: [...args] } }, signal);
}
