import { IsolabError } from '../base/errors.ts';
import type { VmFacts, VmSnapshot } from '../qemu/facts.ts';
import type { Vm } from '../qemu/vm.ts';

// `_` cannot stand in a name that a learner gives.
const prefix = 'isolab_';

/** A VM without the VM snapshots that Isolab keeps for resetting steps: what stood on one stands on what that stood on. */
export function withoutStepSnapshots(facts: VmFacts): VmFacts {
  const { snapshots } = facts;
  const visible = (name: string | undefined): string | undefined =>
    name === undefined || !isStepSnapshot(name)
      ? name
      : visible(snapshots.find((each) => each.name === name)?.parent);
  const current = visible(snapshots.find(({ isCurrent }) => isCurrent)?.name);
  const shown = snapshots
    .filter(({ name }) => !isStepSnapshot(name))
    .map(({ parent, ...rest }) => {
      const above = visible(parent);
      const isCurrent = rest.name === current;
      return above === undefined ? { ...rest, isCurrent } : { ...rest, isCurrent, parent: above };
    });
  return { ...facts, snapshots: shown };
}

/** True for a VM snapshot that Isolab keeps for itself. */
function isStepSnapshot(name: string): boolean {
  return name.startsWith(prefix);
}

/** Keeps a running VM as it is now, for a reset of this step. One that cannot be kept is made anew at a reset. */
export async function keepForStep(vm: Vm, step: string, signal: AbortSignal): Promise<void> {
  if (vm.facts.status !== 'running' || find(vm, step) !== undefined) return;
  await vm.saveSnapshot(prefix + step, signal).catch(ignoreRefusal);
}

/**
 * Brings a VM back to what it was when the step was opened; false when that cannot be, as after another start or a
 * migration, which no snapshot undoes. VM snapshots that were made since are deleted.
 */
export async function restoreForStep(vm: Vm, step: string, signal: AbortSignal): Promise<boolean> {
  const kept = find(vm, step);
  const { started, migration, snapshots } = vm.facts;
  if (kept === undefined || (started?.at ?? Infinity) > kept.at) return false;
  if ((migration?.at ?? 0) > kept.at) return false;
  try {
    await vm.restoreSnapshot(kept.name, signal);
    for (const { name, at } of snapshots) {
      if (at > kept.at) await vm.deleteSnapshot(name, signal);
    }
    return true;
  } catch (error) {
    ignoreRefusal(error);
    return false;
  }
}

/** Forgets what was kept for a step. */
export async function forgetForStep(vm: Vm, step: string, signal: AbortSignal): Promise<void> {
  const kept = find(vm, step);
  if (kept !== undefined) await vm.deleteSnapshot(kept.name, signal).catch(ignoreRefusal);
}

function find(vm: Vm, step: string): VmSnapshot | undefined {
  return vm.facts.snapshots.find(({ name }) => name === prefix + step);
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof IsolabError)) throw error;
}
