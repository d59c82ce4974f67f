import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { IsolabError } from '../../extension/core/base/errors.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { numbersFrom } from '../fakes/random.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

const kills = 20;
const seed = 20_261_121;

/** Two at a time, each in a folder of its own: one waits for its QEMU while the other's is buried. */
const lanes = 2;

/** What is done with a VM while its QEMU is killed. */
const phases: Readonly<Record<string, (vm: Vm) => Promise<unknown>>> = {
  start: (vm) => vm.start({}, signal),
  save: (vm) => vm.saveSnapshot('kept', signal),
  migrate: (vm) => vm.migrate(signal),
};

interface Lane {
  readonly place: FleetFolder;
  readonly fleet: Fleet;
}

describe('QEMU that is killed', () => {
  const held: Lane[] = [];
  before(async () => {
    for (let lane = 0; lane < lanes; lane++) {
      const place = await makeFleetFolder();
      held.push({ place, fleet: await place.open() });
    }
  });
  after(async () => {
    for (const { fleet, place } of held) {
      await fleet[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    }
  });

  for (const [phase, work] of Object.entries(phases)) {
    it(`at ${kills} moments of a ${phase} leaves nothing, and a VM that can be started`, async () => {
      const [first = assert.fail()] = held;
      const longestMs = await measure(first, phase, work);
      await Promise.all(
        held.map(async (lane, index) => {
          const random = numbersFrom(seed + index);
          for (let kill = index; kill < kills; kill += lanes) {
            await killAtWork(lane, phase, work, random() * longestMs, random, kill);
          }
        }),
      );
    }).timeout(600_000);
  }
});

async function killAtWork(
  { fleet, place }: Lane,
  phase: string,
  work: (vm: Vm) => Promise<unknown>,
  afterMs: number,
  random: () => number,
  kill: number,
): Promise<void> {
  const vm = await ready(fleet, place, phase);
  const working = work(vm).then(
    () => undefined,
    (error: unknown) => error,
  );
  await delay(afterMs);
  await killOne(place, random);
  const failure = await working;
  assert.ok(failure === undefined || failure instanceof IsolabError, String(failure));
  await vm.stop({ force: true }, signal);
  assert.deepEqual(await place.leftovers(), [], `kill ${kill}: ${String(failure)}`);
  assert.ok(['off', 'lost'].includes(vm.facts.status), vm.facts.status);
  if (kill >= kills - lanes) {
    await vm.start({}, signal);
    assert.equal(await sh(vm, 'hostname'), 'alpha');
  }
  await fleet.remove('alpha', signal);
}

async function ready(fleet: Fleet, place: FleetFolder, phase: string): Promise<Vm> {
  const vm = await fleet.create(place.spec('alpha'), signal);
  if (phase !== 'start') await vm.start({}, signal);
  return vm;
}

/** How long the phase takes here and now, in milliseconds. */
async function measure(
  { fleet, place }: Lane,
  phase: string,
  work: (vm: Vm) => Promise<unknown>,
): Promise<number> {
  // The first start may make the saved state.
  await fleet.remove((await ready(fleet, place, 'save')).spec.name, signal);
  const vm = await ready(fleet, place, phase);
  const start = performance.now();
  await work(vm);
  const tookMs = performance.now() - start;
  await fleet.remove('alpha', signal);
  return tookMs;
}

/** One of the processes of QEMU that there are now: a migration has two. */
async function killOne(place: FleetFolder, random: () => number): Promise<void> {
  const pids = (await place.leftovers()).filter((each) => /^\d+$/.test(each));
  const chosen = pids[Math.floor(random() * pids.length)];
  if (chosen === undefined) return;
  try {
    process.kill(Number(chosen), 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}
