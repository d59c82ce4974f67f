import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundle } from '../bundle.ts';
import { numbersFrom } from '../fakes/random.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

const rounds = 20;
const seed = 20_261_121;
/** Three minutes on a calm machine: most of it is for QEMU and Node.js to start. */
const limitMs = 900_000;

/** Two at a time, each in a folder of its own: one waits for its QEMU while the other's Isolab starts. */
const lanes = 2;

let program = '';

describe('Isolab that is killed while it works with a VM', () => {
  const places: FleetFolder[] = [];
  before(async () => {
    program = await bundle(resolve(import.meta.dirname, 'holdFleet.ts'));
    for (let lane = 0; lane < lanes; lane++) places.push(await makeFleetFolder());
  });
  after(async () => {
    for (const place of places) await place[Symbol.asyncDispose]();
  });

  it(`finds one whole VM again, at ${rounds} moments of each thing that it does`, async () => {
    const [first = assert.fail()] = places;
    const phases = await measure(first);
    assert.deepEqual(
      phases.map(({ name }) => name),
      ['start', 'save', 'migrate', 'delete'],
    );
    await Promise.all(
      places.map(async (place, lane) => {
        const random = numbersFrom(seed + lane);
        for (let round = lane; round < rounds; round += lanes) {
          await playRound(place, phases, round, random);
        }
      }),
    );
  }).timeout(limitMs);
});

async function playRound(
  place: FleetFolder,
  phases: readonly Phase[],
  round: number,
  random: () => number,
): Promise<void> {
  await makeAnew(place);
  for (const { name, steps } of phases) {
    if (round >= steps) continue;
    const step = steps <= rounds ? round + 1 : 1 + Math.floor(random() * steps);
    const where = `round ${round}, step ${step} of ${steps} of ${name}`;
    await killAtWork(place.folder, name, step);
    await using fleet = await place.open();
    const vm = fleet.vm('alpha') ?? assert.fail(`${where}: the VM is gone`);
    const processes = (await place.leftovers()).filter((each) => /^\d+$/.test(each));
    const pid = vm.facts.process?.pid;
    const expected = pid === undefined ? [] : [String(pid)];
    assert.deepEqual(processes, expected, `${where}: ${vm.facts.status}`);
    if (pid !== undefined) assert.equal(await sh(vm, 'hostname'), 'alpha', where);
  }
}

/** A VM that has never run: the next start goes on from the saved state. */
async function makeAnew(place: FleetFolder): Promise<void> {
  await using fleet = await place.open();
  await fleet.remove('alpha', signal);
  assert.deepEqual(await place.leftovers(), []);
  await fleet.create(place.spec('alpha'), signal);
}

interface Phase {
  readonly name: string;
  readonly steps: number;
}

async function measure(place: FleetFolder): Promise<readonly Phase[]> {
  await makeAnew(place);
  const { told, ended } = await work(place.folder);
  assert.equal(ended, 0);
  const lines = told.split('\n');
  return lines.flatMap((name, index) =>
    index % 2 === 0 ? { name, steps: Number(lines[index + 1]) } : [],
  );
}

/** Lets a process of its own work with the VM, and be killed at this step of the phase. */
async function killAtWork(folder: string, phase: string, step: number): Promise<void> {
  const { told, ended } = await work(folder, phase, String(step));
  assert.equal(ended, 'SIGKILL', told);
  assert.match(told, new RegExp(`^${phase}$`, 'm'));
}

/** What it told, and its exit code or the signal that killed it. */
async function work(
  ...args: readonly string[]
): Promise<{ readonly told: string; readonly ended: unknown }> {
  const child = spawn(process.execPath, [program, ...args]);
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const told = (await text(child.stdout)).trim();
  const [code, killedBy] = await ended;
  return { told, ended: killedBy ?? code };
}
