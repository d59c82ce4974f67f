import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { laneOf, openRecordedShell } from '../session/recordedShell.ts';
import { openPlace, type Place } from '../session/tinyLab.ts';
import { startPodman, type Server } from './servers.ts';

const signal = AbortSignal.timeout(240_000);

describe('a recording of Podman', () => {
  let podman: Server;
  let place: Place;

  before(async () => {
    podman = await startPodman({ isSeen: true });
    place = await openPlace({ address: podman.address });
    await using machine = await openEngine({ env: process.env, log: silentLog }, signal);
    const saved = await machine.imageStore.save(['busybox:latest'], signal);
    await place.engine.imageStore.load(Readable.from(saved), () => {}, signal);
  });

  after(async () => {
    await new SessionStore(place.root).remove(place.lab.id, place, signal);
    await place[Symbol.asyncDispose]();
    await podman[Symbol.asyncDispose]();
  });

  it('has four lanes of a docker run, all of the right container', async () => {
    await using session = await place.open();
    using shell = openRecordedShell(session, 'one');
    const name = `${place.volume}-kept`;
    const recording = await shell.run(
      `docker run -d --name ${name} --network none busybox sleep 300`,
    );
    const { id } = (await place.engine.container(name, signal)) ?? {};
    assert.deepEqual(laneOf(recording, 'api').flatMap(({ created }) => created)[0]?.id, id);
    const lanes = Object.values(recording.lanes).map(({ isSeen }) => isSeen);
    assert.deepEqual(lanes, [true, true, true, true]);
    const programs = laneOf(recording, 'programs');
    for (const wanted of ['conmon', 'runc', 'sleep']) {
      assert.equal(programs.find((each) => each.name === wanted)?.container, id, wanted);
    }
    const kernel = laneOf(recording, 'kernel').filter(({ container }) => container === id);
    for (const call of ['unshare', 'pivot_root', 'sethostname', 'cgroup attach']) {
      assert.ok(
        kernel.some((entry) => entry.call === call),
        call,
      );
    }
    const tied = laneOf(recording, 'changes').filter(({ isTied }) => isTied);
    assert.ok(tied.some(({ focus }) => focus === `container:${id}`));
  });
});
