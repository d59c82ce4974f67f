import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '../../extension/core/base/errors.ts';
import { run, type CommandResult } from '../../extension/core/base/run.ts';
import { parseYaml } from '../../extension/core/lab/document.ts';
import type { Session } from '../../extension/core/session/session.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { docker } from './docker.ts';
import { openPlace, taskOf, until, type Place } from './tinyLab.ts';

describe('a session', () => {
  let place: Place;
  beforeEach(async () => {
    place = await openPlace();
  });
  afterEach(async () => {
    const store = new SessionStore(place.root);
    const signal = AbortSignal.timeout(30_000);
    for (const { labId } of await store.list()) await store.remove(labId, place, signal);
    await place[Symbol.asyncDispose]();
  });

  const relayOf = (session: Session): string => session.shell().env['DOCKER_HOST'] ?? '';
  const passed = (id: string) => (state: Session['state']) => taskOf(state, id).status === 'passed';

  /** What is owned when something is: it is taken after the call that made it, in no order with the tick. */
  const ownedNames = async (session: Session): Promise<readonly string[]> => {
    const state = await until(session, (now) => now.owned.length > 0);
    return state.owned.map(({ name }) => name);
  };

  it('ticks a task by itself when the engine is in the right state', async () => {
    await using session = await place.open();
    await session.checkNow();
    assert.equal(taskOf(session.state, 'made').status, 'open');
    await docker(relayOf(session), 'volume', 'create', place.volume);
    await until(session, passed('made'), 2_000);
    assert.deepEqual(await ownedNames(session), [place.volume]);
  });

  it('gives the advice that fits after a wrong try, and none before', async () => {
    await using session = await place.open();
    await docker(place.engine.endpoint.address, 'volume', 'create', `${place.volume}-wrong`);
    await session.checkNow();
    assert.equal(taskOf(session.state, 'made').advice, undefined);
    await docker(relayOf(session), 'volume', 'create', `${place.volume}-wrong-too`);
    const state = await until(session, (now) => taskOf(now, 'made').advice !== undefined);
    assert.match(taskOf(state, 'made').advice ?? '', /its name is another/);
    await docker(place.engine.endpoint.address, 'volume', 'rm', `${place.volume}-wrong`);
  });

  it('opens hints one rung at a time, the solution last', async () => {
    await using session = await place.open();
    await session.hint('made');
    assert.equal(taskOf(session.state, 'made').hints.length, 1);
    await session.hint('made');
    await session.hint('made');
    const { hints, hintCount } = taskOf(session.state, 'made');
    assert.equal(hints.length, hintCount);
    assert.match(hints.at(-1) ?? '', /^docker volume create/);
  });

  it('goes on where it was left', async () => {
    {
      await using session = await place.open();
      await docker(relayOf(session), 'volume', 'create', place.volume);
      await until(session, passed('made'));
      await session.answer('driver', 'local');
      await until(session, passed('told'));
      await session.goTo(1);
      await writeFile(join(session.workFolder, 'mine.txt'), 'mine');
    }
    await using session = await place.open();
    await session.checkNow();
    const { step, steps, vars, owned } = session.state;
    assert.equal(step, 1);
    assert.equal(steps[0]?.status, 'finished');
    assert.equal(vars['NAME'], place.volume);
    assert.equal(owned.length, 1);
    assert.equal(await readFile(join(session.workFolder, 'mine.txt'), 'utf8'), 'mine');
  });

  it('sees a change of a file in the working folder', async () => {
    await using session = await place.open();
    await docker(relayOf(session), 'volume', 'create', place.volume);
    await until(session, passed('made'));
    await session.goTo(1);
    await writeFile(join(session.workFolder, 'note.txt'), 'kept');
    await until(session, passed('written'), 1_500);
  });

  it('owns what was made through its terminals, and nothing that somebody else made', async () => {
    await using session = await place.open();
    const foreign = `${place.volume}-foreign`;
    await Promise.all([
      docker(relayOf(session), 'volume', 'create', place.volume),
      docker(place.engine.endpoint.address, 'volume', 'create', foreign),
    ]);
    await until(session, passed('made'));
    assert.deepEqual(await ownedNames(session), [place.volume]);
    await session.remove();
    const signal = AbortSignal.timeout(10_000);
    assert.equal(await place.engine.volume(place.volume, signal), undefined);
    assert.notEqual(await place.engine.volume(foreign, signal), undefined);
    await docker(place.engine.endpoint.address, 'volume', 'rm', foreign);
    assert.deepEqual(await readdir(place.root), []);
  });

  it('brings back a removed object by doing earlier steps again', async () => {
    await using session = await place.open();
    await docker(relayOf(session), 'volume', 'create', place.volume);
    await until(session, passed('made'));
    await session.goTo(1);
    await writeFile(join(session.workFolder, 'note.txt'), 'kept');
    await until(session, passed('written'));
    await docker(relayOf(session), 'volume', 'rm', place.volume);
    await until(session, passed('gone'));
    await session.resetStep();
    assert.equal(taskOf(session.state, 'gone').status, 'blocked');
    assert.deepEqual(
      session.state.owned.map(({ name }) => name),
      [place.volume],
    );
    assert.deepEqual(await readdir(session.workFolder), ['start.txt']);
  });

  it('has brought back the files before it starts a container again that reads them', async () => {
    await using session = await place.open();
    const reads = ['sh', '-c', 'while read -r line </work/start.txt; do :; done'];
    const mounted = ['-v', `${session.workFolder}:/work:ro`, 'busybox'];
    await docker(relayOf(session), 'run', '-d', '--name', place.volume, ...mounted, ...reads);
    await ownedNames(session);
    await session.goTo(1);
    await docker(relayOf(session), 'stop', '-t', '0', place.volume);
    await session.resetStep();
    const container = await place.engine.container(place.volume, AbortSignal.timeout(10_000));
    assert.equal(container?.state, 'running');
  });

  it('says which state does not come back when earlier steps are done again', async () => {
    const { manifest } = place.lab.source;
    const text = manifest.text.replace('solution: docker volume create', 'solution: true');
    const { yaml = assert.fail() } = parseYaml(manifest.file, text);
    const source = { ...place.lab.source, manifest: yaml };
    await using session = await place.open({ ...place.lab, source });
    await docker(relayOf(session), 'volume', 'create', place.volume);
    await until(session, passed('made'));
    await session.goTo(1);
    await docker(relayOf(session), 'volume', 'rm', place.volume);
    await assert.rejects(session.resetStep(), (error) => isError(error, 'step-not-back'));
    assert.deepEqual(await readdir(session.workFolder), ['start.txt']);
  });

  it('can be asked and answered by isolab in its own shell', async () => {
    await using session = await place.open();
    await docker(relayOf(session), 'volume', 'create', place.volume);
    const isolab = (...args: readonly string[]): Promise<CommandResult> =>
      run({ ...session.shell(), program: 'isolab', args }, AbortSignal.timeout(30_000));
    const wrong = await isolab('check', '--answer', 'driver=overlay');
    assert.equal(wrong.exitCode, 1, wrong.stderr);
    assert.match(wrong.stdout, /✓ passed {2}A volume named[^]*✗ driver: overlay is not right/);
    const right = await isolab('--json', 'check', '--answer', 'driver=local');
    assert.equal(right.exitCode, 0, right.stderr);
    const told = JSON.parse(right.stdout) as Session['state'];
    assert.equal(taskOf(told, 'told').status, 'passed');
    assert.equal(taskOf(session.state, 'told').status, 'passed');
  });

  it('of one lab is refused in a second window, with a sentence', async () => {
    await using _ = await place.open();
    await assert.rejects(place.open(), (error) => {
      assert.ok(isError(error, 'session-in-use'));
      assert.match(error.message, /A volume and a file.*already open/);
      return true;
    });
  });
});
