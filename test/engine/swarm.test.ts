import assert from 'node:assert/strict';
import { silentLog } from '../../extension/core/base/log.ts';
import { checkSchema, type Check } from '../../extension/core/check/check.ts';
import { evaluateCheck } from '../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../extension/core/check/gather.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { readInventory } from '../../extension/core/grade/verify/inventory.ts';
import type { EngineReference } from '../../extension/core/session/events.ts';
import { findOwned, readMade, removeObject } from '../../extension/core/session/ownedObject.ts';
import { docker, startDocker, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);

describe('A swarm of one engine', function () {
  this.timeout(180_000);
  let server: Server;
  let engine: Engine;
  const run = async (...args: readonly string[]): Promise<string> =>
    (await docker(server.address, args)).stdout.trim();

  before(async () => {
    server = await startDocker();
    engine = await openEngine({ setting: server.address, env: {}, log: silentLog }, signal);
    const machine = await openEngine({ env: process.env, log: silentLog }, signal);
    const saved = await machine.imageStore.save(['busybox:latest'], signal);
    await engine.imageStore.load(saved, () => {}, signal);
    await machine[Symbol.asyncDispose]();
  });
  after(async () => {
    await engine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const unused = async (): Promise<never> => assert.fail('not asked');
  const judge = async (check: Check): Promise<string> => {
    const machine = { id: 'host', kind: 'host', run: unused, file: unused } as const;
    const world = gatherWorld({ engine, machine, answers: { of: () => undefined }, signal });
    const verdict = await evaluateCheck(checkSchema.parse(check), world, signal);
    return `${verdict.status}: ${verdict.observed}`;
  };
  /** Asks until the answer is this one; the test's time limit ends it. */
  const judgeUntil = async (check: Check, wanted: RegExp): Promise<void> => {
    for (;;) if (wanted.test(await judge(check))) return;
  };
  const made = (kind: EngineReference['kind'], id: string): Promise<readonly EngineReference[]> =>
    readMade(engine, { kind, id, name: 'x' }, signal);

  it('is not there at first, and has no services', async () => {
    assert.equal(
      await judge({ swarm: { state: 'inactive' } }),
      'passed: The engine is in no swarm',
    );
    assert.match(await judge({ service: { name: 'web' } }), /^failed: .*manages no swarm/);
    assert.equal(await engine.swarm.service('web', signal), undefined);
    await engine.swarm.leave(signal);
  });

  it('is known with all that came with it, and leaves nothing when it is removed', async () => {
    const before = await readInventory(engine, signal);
    await run('swarm', 'init', '--advertise-addr', '127.0.0.1');
    const swarm = await made('swarm', '');
    assert.deepEqual(
      swarm.map(({ kind, name }) => `${kind} ${name}`),
      ['swarm swarm', 'network docker_gwbridge'],
    );
    assert.match(await judge({ swarm: { state: 'active', manager: true } }), /^passed/);

    const command = ['--no-resolve-image', '-d', '--stop-grace-period', '0s', 'busybox'];
    const create = ['service', 'create', '--name', 'web', '--replicas', '2'];
    const id = await run(...create, ...command, 'sleep', '1000');
    await judgeUntil({ service: { name: 'web', replicas: 2, running: 2 } }, /^passed/);
    assert.match(await judge({ service: { name: 'web', running: 3 } }), /of its image: 2$/);
    const container = await run('ps', '-q', '--filter', 'name=web.1');
    await run('kill', container);
    await judgeUntil({ service: { name: 'web', failed: 1, running: 2 } }, /^passed/);

    const [service] = await made('service', id);
    assert.ok(service);
    assert.equal((await findOwned(engine, service, signal))?.state, 'busybox:latest × 2');
    await removeObject(engine, service, signal);
    assert.deepEqual(await engine.containers(signal), []);
    assert.match(await judge({ service: { name: 'web', absent: true } }), /^passed/);
    await removeObject(engine, service, signal);

    for (const object of swarm) await removeObject(engine, object, signal);
    for (const object of swarm) assert.equal(await findOwned(engine, object, signal), undefined);
    const after = await readInventory(engine, signal);
    assert.deepEqual([...after.keys()].sort(), [...before.keys()].sort());
  });

  it('takes its secrets and configs with it, each of which can be removed before', async () => {
    await run('swarm', 'init', '--advertise-addr', '127.0.0.1');
    const swarm = await made('swarm', '');
    for (const kind of ['secret', 'config'] as const) {
      const id = await run(kind, 'create', `${kind}-1`, '/etc/hostname');
      const [shared] = await made(kind, id);
      assert.deepEqual(shared, { kind, id, name: `${kind}-1` });
      assert.ok(await findOwned(engine, shared, signal));
      await removeObject(engine, shared, signal);
      assert.equal(await findOwned(engine, shared, signal), undefined);
    }
    for (const object of swarm) await removeObject(engine, object, signal);
  });
});
