import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJournal } from '../../extension/core/session/journalText.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { numbersFrom } from '../fakes/random.ts';
import { docker } from '../session/docker.ts';
import { openPlace, taskOf, type Place } from '../session/tinyLab.ts';

const kills = 20;
const seed = 20_261_121;
const longestMs = 400;

describe('a process that is killed with a lab open', () => {
  let place: Place;
  before(async () => {
    place = await openPlace();
  });
  after(() => place[Symbol.asyncDispose]());

  it(`loses nothing that was journaled, and leaves nothing behind, ${kills} times`, async () => {
    const random = numbersFrom(seed);
    const path = join(place.root, place.lab.id, 'journal.jsonl');
    let known = 0;
    for (let kill = 0; kill < kills; kill++) {
      await killAtWork(place, random() * longestMs, kill);
      const { events } = readJournal(await readFile(path), path);
      assert.ok(events.length >= known, `kill ${kill}: the journal got shorter`);
      known = events.length;
      await using session = await place.open();
      await session.checkNow();
      const { state } = session;
      const volume = await place.engine.volume(place.volume, AbortSignal.timeout(10_000));
      assert.equal(
        taskOf(state, 'made').status === 'passed',
        events.some(({ type }) => type === 'passed') || volume !== undefined,
        `kill ${kill}: a tick was lost or invented`,
      );
    }
    const store = new SessionStore(place.root);
    const signal = AbortSignal.timeout(30_000);
    await store.remove(place.lab.id, place, signal);
    const left = (await place.engine.volumes(signal)).filter(({ name }) =>
      name.startsWith(place.volume),
    );
    assert.deepEqual(left, []);
    assert.deepEqual(await store.list(), []);
  });
});

/** Opens the session in a process of its own, works in it through its relay, and kills it after this time. */
async function killAtWork({ root, volume }: Place, afterMs: number, count: number): Promise<void> {
  const program = resolve(import.meta.dirname, 'holdSession.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, root, volume]);
  const ended = once(child, 'exit');
  child.stderr.pipe(process.stderr);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const relay = line.toString().trim();
  // The engine may have done what a cut connection does not tell.
  const work = docker(relay, 'volume', 'create', count === 0 ? volume : `${volume}-${count}`).catch(
    () => '',
  );
  await delay(afterMs);
  child.kill('SIGKILL');
  await Promise.all([ended, work]);
}
