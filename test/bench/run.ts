import { loadavg } from 'node:os';
import type { Figure } from './figure.ts';
import { benchKernel } from './kernel.ts';
import { benchLayers } from './layers.ts';
import { benchLoad } from './load.ts';
import { benchRelay } from './relay.ts';
import { benchTape } from './tape.ts';
import { benchTick } from './tick.ts';
import { benchViews } from './views.ts';
import { benchVm } from './vm.ts';

const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  kernel: benchKernel,
  layers: benchLayers,
  load: benchLoad,
  relay: benchRelay,
  tape: benchTape,
  tick: benchTick,
  views: benchViews,
  vm: benchVm,
};

/** `npm run bench [-- NAME…]`: measures, and says which goals were missed. Ratios mean more than times. */
const names = process.argv.slice(2);
const chosen = names.length > 0 ? names : Object.keys(benches);
for (const name of chosen) {
  const bench = benches[name];
  if (!bench) throw new Error(`There is no "${name}", but: ${Object.keys(benches).join(', ')}`);
  console.log(`${name} (load ${loadavg()[0]?.toFixed(1) ?? '?'})`);
  for (const figure of await bench()) {
    console.log(`  ${describe(figure)}`);
    if (figure.isReached === false) process.exitCode = 1;
  }
}

function describe({ name, value, unit, goal, isReached }: Figure): string {
  const verdict = isReached === undefined ? '' : isReached ? '  reached' : '  MISSED';
  return `${name}: ${value.toFixed(2)} ${unit}${goal === undefined ? '' : `  (${goal})`}${verdict}`;
}
