import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { numbersFrom } from '../fakes/random.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

const kills = 20;
const seed = 20_261_121;
const longestMs = 1_500;
/** Two minutes on a calm machine: a third of that is for QEMU to start. */
const limitMs = 900_000;

describe('Isolab that is killed while it works with a VM', () => {
  let place: FleetFolder;
  before(async () => {
    place = await makeFleetFolder();
  });
  after(() => place[Symbol.asyncDispose]());

  it(`finds one whole VM again, ${kills} times, and leaves no other process`, async () => {
    const random = numbersFrom(seed);
    {
      await using fleet = await place.open();
      await fleet.create(place.spec('alpha'), signal);
    }
    const phases = new Set<string>();
    for (let kill = 0; kill < kills; kill++) {
      const phase = await killAtWork(place.folder, kill % 4, random() * longestMs);
      phases.add(phase);
      await using fleet = await place.open();
      const vm = fleet.vm('alpha') ?? assert.fail(`kill ${kill} (${phase}): the VM is gone`);
      const processes = (await place.leftovers()).filter((each) => /^\d+$/.test(each));
      const pid = vm.facts.process?.pid;
      const expected = pid === undefined ? [] : [String(pid)];
      assert.deepEqual(processes, expected, `kill ${kill} (${phase}): ${vm.facts.status}`);
      if (pid !== undefined) assert.equal(await sh(vm, 'hostname'), 'alpha', `kill ${kill}`);
      // So the next one begins with a start from the saved state.
      if (kill % 4 === 3) {
        await fleet.remove('alpha', signal);
        assert.deepEqual(await place.leftovers(), []);
        await fleet.create(place.spec('alpha'), signal);
      }
    }
    assert.deepEqual([...phases].sort(), ['delete', 'migrate', 'save', 'start']);
  }).timeout(limitMs);
});

/** Lets a process of its own work with the VM, and kills it this long after the wanted phase began; gives the phase. */
async function killAtWork(folder: string, wanted: number, afterMs: number): Promise<string> {
  const program = resolve(import.meta.dirname, 'holdFleet.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder]);
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'exit');
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  while (told.split('\n').length < wanted + 2) await once(child.stdout, 'data');
  await delay(afterMs);
  child.kill('SIGKILL');
  await ended;
  return told.trim().split('\n').at(-1) ?? '';
}
