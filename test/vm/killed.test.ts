import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJournal } from '../../extension/core/session/journalText.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { numbersFrom } from '../fakes/random.ts';
import { until } from '../session/tinyLab.ts';
import { openVmPlace, type VmPlace } from './sessionPlace.ts';

const phases = ['start', 'save', 'migrate'] as const;
const kills = 20;
const seed = 20_261_122;
const longestMs = 1_500;

describe('a process that is killed while it works on a guest', () => {
  let place: VmPlace;
  before(async () => {
    place = await openVmPlace('one-guest');
    // Made once, so that the first kill is not in the making of a saved state.
    await using _ = await place.open();
  });
  after(() => place[Symbol.asyncDispose]());

  it(`leaves a guest that can be gone on with, and no other process, ${kills} times`, async () => {
    const random = numbersFrom(seed);
    const path = join(place.root, place.lab.id, 'journal.jsonl');
    let known = 0;
    for (let kill = 0; kill < kills; kill++) {
      const phase = phases[kill % phases.length] ?? 'start';
      await killIn(phase, place, random() * longestMs);
      const { events } = readJournal(await readFile(path), path);
      assert.ok(events.length >= known, `kill ${kill} (${phase}): the journal got shorter`);
      known = events.length;
      // Now and then, as it takes its time: what was killed is also found again by the one that is killed next.
      if (kill % 4 !== 3) continue;
      await using session = await place.open();
      await until(session, ({ vms }) => vms.length === 1 && vms[0]?.status === 'running', 60_000);
      assert.equal((await qemusOf(place.root)).length, 1, `kill ${kill} (${phase})`);
    }
    const store = new SessionStore(place.root);
    await store.remove(
      place.lab.id,
      { engine: undefined, vms: place.vms },
      AbortSignal.timeout(60_000),
    );
    assert.deepEqual(await qemusOf(place.root), []);
    assert.deepEqual(await readdir(place.root), []);
  }).timeout(300_000);
});

/** Has a process work on the guest in this way, and kills it so long after it began. */
async function killIn(phase: string, { root }: VmPlace, afterMs: number): Promise<void> {
  const program = resolve(import.meta.dirname, 'holdVmSession.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, root, phase]);
  const ended = once(child, 'exit');
  child.stderr.pipe(process.stderr);
  await once(child.stdout, 'data');
  await delay(afterMs);
  child.kill('SIGKILL');
  await ended;
}

/** Processes of QEMU that have something in this folder open, by their command lines. */
async function qemusOf(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return { pid, line };
    }),
  );
  return lines
    .filter(({ line }) => /^[^\0]*qemu-system/.test(line) && line.includes(folder))
    .map(({ pid }) => pid);
}
