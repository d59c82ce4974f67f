import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import type { VmEquipmentHere } from './equipment.ts';
import type { Possibilities, Possibility } from './negotiate.ts';
import type { WorkbenchSpec } from './workbench.ts';

/** Looks which machines this computer can have for a lab, with its workbench where it has one. */
export async function findPossible(
  workbench: WorkbenchSpec | undefined,
  vms: VmEquipmentHere,
  engine: Engine | undefined,
  signal: AbortSignal,
): Promise<Possibilities> {
  return {
    guest: 'why' in vms ? not(vms.why) : yes,
    workbench: await lookAtEngine(workbench, engine, signal),
    host: lookAtHost(),
  };
}

const yes: Possibility = { isPossible: true };
const not = (why: string): Possibility => ({ isPossible: false, why });

async function lookAtEngine(
  workbench: WorkbenchSpec | undefined,
  engine: Engine | undefined,
  signal: AbortSignal,
): Promise<Possibility> {
  if (workbench === undefined) return not(t('The lab is not made for it.'));
  if (engine === undefined) return not(t('No Docker Engine answers.'));
  try {
    const { cgroupVersion } = await engine.info(signal);
    return workbench.cgroup === 'v2' && cgroupVersion !== 2
      ? not(t('The lab needs cgroup v2, and the engine’s kernel has v1.'))
      : yes;
  } catch (error) {
    if (error instanceof IsolabError) return not(error.message);
    throw error;
  }
}

function lookAtHost(): Possibility {
  if (process.platform !== 'linux') return not(t('This computer does not run Linux.'));
  return process.geteuid?.() === 0 ? yes : not(t('Only root may do there what the lab does.'));
}
