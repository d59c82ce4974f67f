import { bindLab } from '../../lab/bind.ts';
import type { Lab, Need } from '../../lab/lab.ts';
import { drawVars } from '../../lab/vars.ts';
import type { MachineKind } from '../../machine/kind.ts';
import { findPossible } from '../../machine/possible.ts';
import type { Tools } from './bench.ts';

/**
 * The machines on which a lab is proven: for one on a Linux of its own each kind that it names and that is to be had
 * here, but never this computer; for any other lab the one that there is, `undefined`.
 */
export async function machinesFor(
  lab: Lab | undefined,
  { vms, engine }: Pick<Tools, 'vms' | 'engine'>,
  signal: AbortSignal,
): Promise<readonly (MachineKind | undefined)[]> {
  const linux = lab && bindLab(lab, drawVars(lab, Math.random)).linux;
  if (linux === undefined) return [undefined];
  const possible = await findPossible(linux.workbench, vms, engine, signal);
  const kinds = linux.on.filter((kind) => kind !== 'host' && possible[kind].isPossible);
  // Without any the proof fails, and says what is missing.
  return kinds.length === 0 ? [undefined] : kinds;
}

/** True where a lab is done with the engine: on its objects, or in a container of it. */
export function isOnEngine(needs: readonly Need[], machine: MachineKind | undefined): boolean {
  return machine === 'workbench' || reachesEngine(needs);
}

/** True where what is typed may reach the engine; from within a guest or a workbench nothing does. */
export function reachesEngine(needs: readonly Need[]): boolean {
  return needs.length === 0 || needs.includes('engine');
}
