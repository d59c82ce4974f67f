import type { Engine } from '../../engine/engine.ts';
import type { Lab } from '../../lab/lab.ts';
import { drawVars } from '../../lab/vars.ts';
import { isPortFree } from '../../base/port.ts';

const draws = 50;

/** Draws a lab's values so that they meet nothing on this machine: no port in use, no container of such a name. */
export async function drawFreeVars(
  lab: Lab,
  engine: Engine | undefined,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const names = ((await engine?.containers(signal)) ?? []).map(({ name }) => name);
  const isFree = async (value: string): Promise<boolean> =>
    isPort(value) ? isPortFree(Number(value)) : !names.some((name) => name.includes(value));
  let vars = drawVars(lab, Math.random);
  for (let draw = 0; draw < draws; draw++) {
    const free = await Promise.all(Object.values(vars).map(isFree));
    if (free.every(Boolean)) break;
    vars = drawVars(lab, Math.random);
  }
  return vars;
}

function isPort(value: string): boolean {
  return /^\d{4,5}$/.test(value) && Number(value) < 65_536;
}
