import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { MachineKind } from '../../extension/core/machine/kind.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import type { Session } from '../../extension/core/session/session.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { Typist } from '../../extension/core/session/typist.ts';
import { taskOf, until } from '../session/tinyLab.ts';
import { openVmPlace, type VmPlace } from './sessionPlace.ts';

const limit = (): AbortSignal => AbortSignal.timeout(120_000);
const labs = resolve(import.meta.dirname, '../../labs');

describe('a lab on a Linux of its own', () => {
  let engine: Engine;
  let probe: Probe;
  let place: VmPlace;
  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, limit());
    probe = await openProbe(engine, labs, silentLog, limit());
    place = await openVmPlace('own-linux');
  });
  afterEach(async () => {
    const store = new SessionStore(place.root);
    for (const { labId } of await store.list()) {
      await store.remove(labId, { engine, vms: place.vms }, limit());
    }
  });
  after(async () => {
    await place[Symbol.asyncDispose]();
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  const open = (on?: MachineKind): Promise<Session> => place.open({ engine, probe, on });
  const type = async (session: Session, ...lines: readonly string[]): Promise<Typist> => {
    const typist = await Typist.open(session.openTerminal(undefined), limit());
    for (const line of lines) await typist.type(line, false, limit());
    return typist;
  };
  const isDone = ({ steps }: Session['state']): boolean =>
    steps.every(({ status }) => status === 'finished');
  const ownContainers = async (): Promise<readonly string[]> =>
    (await engine.containers(limit()))
      .filter(({ labels }) => labels['isolab.home'] === place.root)
      .map(({ id }) => id);

  for (const kind of ['guest', 'workbench', 'host'] as const) {
    it(`is done on a ${kind} by the same checks`, async () => {
      await using session = await open(kind);
      assert.equal(session.state.machine?.kind, kind);
      await session.checkNow();
      assert.equal(taskOf(session.state, 'written').status, 'open');
      const lines = ['cat given.txt >note', 'unshare --uts sleep 1000 &'];
      await using _ = await type(session, ...lines);
      await until(session, isDone, 30_000);
    });
  }

  it('stays on its machine until another is asked for, where it begins anew', async () => {
    {
      await using session = await open('workbench');
      await using _ = await type(session, 'cat given.txt >note');
      await until(session, (state) => taskOf(state, 'written').status === 'passed');
    }
    {
      await using session = await open();
      assert.equal(session.state.machine?.kind, 'workbench');
      assert.equal(taskOf(session.state, 'written').status, 'passed');
      assert.equal((await ownContainers()).length, 1);
      await session.changeMachine('guest');
      assert.equal(session.state.machine.kind, 'guest');
      assert.equal(taskOf(session.state, 'written').status, 'open');
      assert.deepEqual(await ownContainers(), []);
      assert.deepEqual(
        session.state.vms.map(({ status }) => status),
        ['running'],
      );
    }
    await using session = await open('workbench');
    assert.equal(session.state.machine?.kind, 'workbench');
    assert.deepEqual(session.state.vms, []);
    await session.remove();
    assert.deepEqual(await ownContainers(), []);
  });
});
