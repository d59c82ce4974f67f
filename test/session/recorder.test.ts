import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Recording } from '../../extension/core/recorder/recording.ts';
import type { OwnedObject, SessionState } from '../../extension/core/session/state.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { docker } from './docker.ts';
import { laneOf, openRecordedShell } from './recordedShell.ts';
import { openPlace, until, type Place } from './tinyLab.ts';

describe('a recording of a real engine', () => {
  let place: Place;
  before(async () => {
    place = await openPlace();
  });
  after(async () => {
    const signal = AbortSignal.timeout(60_000);
    await new SessionStore(place.root).remove(place.lab.id, place, signal);
    await place[Symbol.asyncDispose]();
  });

  const nameOf = (what: string): string => `${place.volume}-${what}`;
  const idOf = async (name: string): Promise<string> =>
    (await place.engine.container(name, AbortSignal.timeout(10_000)))?.id ?? '';
  const createdIn = (recording: Recording): string =>
    laneOf(recording, 'api').flatMap(({ created }) => created)[0]?.id ?? '';

  it('has four lanes of a docker run, all of the right container', async () => {
    await using session = await place.open();
    using shell = openRecordedShell(session, 'one');
    const name = nameOf('kept');
    const recording = await shell.run(`docker run -d --name ${name} -m 64m busybox sleep 300`);
    const id = await idOf(name);
    assert.equal(createdIn(recording), id);
    const lanes = Object.values(recording.lanes).map(({ isSeen }) => isSeen);
    assert.deepEqual(lanes, [true, true, true, true]);
    const programs = laneOf(recording, 'programs');
    assert.equal(programs[0]?.name, 'docker');
    for (const wanted of ['containerd-shim', 'runc', 'sleep']) {
      const found = programs.find(({ name: program }) => program === wanted);
      assert.equal(found?.container, id, wanted);
    }
    const kernel = laneOf(recording, 'kernel');
    const of = (call: string) =>
      kernel.find((entry) => entry.call === call && entry.container === id);
    assert.ok(of('unshare')?.flags.includes('NEWNET'));
    for (const call of ['pivot_root', 'sethostname', 'cgroup mkdir', 'cgroup attach', 'capset']) {
      assert.ok(of(call) !== undefined, call);
    }
    const tied = laneOf(recording, 'changes').filter(({ isTied }) => isTied);
    const kinds = new Set(tied.map(({ kind }) => kind));
    for (const kind of ['container-created', 'process-started', 'namespace-created', 'limit-set']) {
      assert.ok(kinds.has(kind), kind);
    }
    assert.ok(tied.some(({ focus }) => focus === `container:${id}`));

    const gone = await shell.run(`docker rm -f ${name}`);
    const goneKinds = laneOf(gone, 'changes').flatMap(({ isTied, kind }) => (isTied ? kind : []));
    for (const kind of ['container-removed', 'process-ended', 'namespace-gone', 'cgroup-gone']) {
      assert.ok(goneKinds.includes(kind), kind);
    }
  });

  it('of a build has what ran in the containers of its steps, and owns the one that failed', async () => {
    await using session = await place.open();
    using shell = openRecordedShell(session, 'one');
    const word = nameOf('said');
    const file = `FROM busybox\\nRUN echo ${word} > /said\\nRUN test -e /missing`;
    const recording = await shell.run(
      `printf '${file}' | DOCKER_BUILDKIT=0 docker build --network none -`,
    );
    const programs = laneOf(recording, 'programs').filter(({ name }) => name === 'sh');
    const ran = new Set(programs.flatMap(({ container }) => container ?? []));
    assert.equal(ran.size, 2, 'each step has a container of its own');
    // That of the step that failed; the other is gone.
    const leftOf = ({ owned }: SessionState): readonly OwnedObject[] =>
      owned.filter(({ kind, id }) => kind === 'container' && ran.has(id));
    const left = leftOf(await until(session, (state) => leftOf(state).length > 0));
    assert.equal(left.length, 1);
    await session.resetLab();
    assert.deepEqual(session.state.owned, []);
    assert.equal(
      await place.engine.container(left[0]?.id ?? '', AbortSignal.timeout(10_000)),
      undefined,
    );
  });

  it('has nothing of a container that somebody else makes at the same moment', async () => {
    await using session = await place.open();
    using shell = openRecordedShell(session, 'one');
    const name = nameOf('foreign');
    const address = place.engine.endpoint.address;
    const [recording] = await Promise.all([
      shell.run('docker run --rm busybox true'),
      docker(address, 'run', '-d', '--name', name, 'busybox', 'sleep', '300'),
    ]);
    const foreign = await idOf(name);
    await docker(address, 'rm', '-f', name);
    assert.match(foreign, /^[0-9a-f]{64}$/);
    const attributed = recording.entries.filter(
      (entry) => entry.lane !== 'changes' || entry.isTied,
    );
    assert.ok(!JSON.stringify(attributed).includes(foreign));
    assert.ok(laneOf(recording, 'programs').some(({ name: program }) => program === 'true'));
    assert.ok(!laneOf(recording, 'programs').some(({ name: program }) => program === 'sleep'));
  });

  it('of two terminals at the same moment has each its own container', async () => {
    await using session = await place.open();
    using one = openRecordedShell(session, 'one');
    using two = openRecordedShell(session, 'two');
    const lines = ['first', 'second'].map(
      (what) => `docker run --rm --name ${nameOf(what)} busybox true`,
    );
    const [first, second] = await Promise.all([one.run(lines[0] ?? ''), two.run(lines[1] ?? '')]);
    const clients = [first, second].map(
      (each) => laneOf(each, 'programs').find(({ name }) => name === 'docker')?.args?.[4],
    );
    assert.deepEqual(clients, [nameOf('first'), nameOf('second')]);
    for (const recording of [first, second]) {
      const paths = laneOf(recording, 'api').map(({ path }) => path);
      assert.ok(paths.includes('/containers/create'));
      const both = recording.lanes.api.notes.some((note) => note.startsWith('Two commands ran'));
      const made = laneOf(recording, 'api').flatMap(({ created }) => created);
      assert.ok(both || made.length === 1, 'a call of the other, and nobody says so');
    }
  });

  it('of a client that is killed in the middle ends, and the next one is whole', async () => {
    await using session = await place.open();
    using shell = openRecordedShell(session, 'one');
    const killed = await shell.run(
      `timeout -s KILL 2 docker run --name ${nameOf('killed')} busybox sleep 300`,
    );
    assert.equal(killed.exitCode, 137);
    assert.ok(killed.endedAt !== undefined);
    assert.equal(createdIn(killed), await idOf(nameOf('killed')));
    const next = await shell.run(`docker rm -f ${nameOf('killed')}`);
    assert.deepEqual(
      laneOf(next, 'api').flatMap(({ method }) => (method === 'DELETE' ? method : [])),
      ['DELETE'],
    );
  });

  it('in one window has nothing of another window', async () => {
    await using other = await openPlace();
    await using session = await place.open();
    await using otherSession = await other.open();
    using shell = openRecordedShell(session, 'one');
    using otherShell = openRecordedShell(otherSession, 'one');
    const [recording, otherRecording] = await Promise.all([
      shell.run('docker run --rm busybox true'),
      otherShell.run('docker run --rm busybox id'),
    ]);
    for (const [each, foreign] of [
      [recording, otherRecording],
      [otherRecording, recording],
    ] as const) {
      const attributed = each.entries.filter((entry) => entry.lane !== 'changes' || entry.isTied);
      assert.ok(!JSON.stringify(attributed).includes(createdIn(foreign)));
    }
    await otherSession.remove();
  });

  it('is there after a kill -9, and so is the recorder', async () => {
    const program = resolve(import.meta.dirname, 'holdRecording.ts');
    const args = ['--import', 'tsx', program, place.root, place.volume];
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [kept] = (await once(createInterface(holder.stdout), 'line')) as [string];
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await using session = await place.open();
    const found = session.recorder.recordings.find(({ id }) => id === kept);
    assert.equal(found?.command, 'docker run --rm busybox true');
    using shell = openRecordedShell(session, 'one');
    const recording = await shell.run('docker run --rm busybox true');
    assert.ok(recording.lanes.kernel.isSeen);
    assert.ok(laneOf(recording, 'kernel').length > 10);
  });
});
