import assert from 'node:assert/strict';
import type { Session } from '../../extension/core/session/session.ts';
import { SessionStore } from '../../extension/core/session/store.ts';
import { startDocker, type Server } from '../engine/servers.ts';
import { docker } from './docker.ts';
import { openPlace, until, type Place } from './tinyLab.ts';

describe('A swarm, and a session', function () {
  this.timeout(120_000);
  let server: Server;
  let place: Place;
  beforeEach(async () => {
    server = await startDocker();
    place = await openPlace({ address: server.address });
  });
  afterEach(async () => {
    await place[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const init = ['swarm', 'init', '--advertise-addr', '127.0.0.1'] as const;
  const create = ['service', 'create', '-d', '--no-resolve-image', '--name', 'web', 'no-image'];
  const state = (): Promise<string> =>
    docker(server.address, 'info', '-f', '{{.Swarm.LocalNodeState}}');
  const owned = async (session: Session, count: number): Promise<readonly string[]> => {
    const now = await until(session, (each) => each.owned.length === count, 20_000);
    return now.owned.map(({ kind, name }) => `${kind} ${name}`).sort();
  };
  const remove = async (session: Session): Promise<void> => {
    await session[Symbol.asyncDispose]();
    const store = new SessionStore(place.root);
    const signal = AbortSignal.timeout(60_000);
    for (const { labId } of await store.list()) await store.remove(labId, place, signal);
  };

  it('is left with the session in whose terminal it was made, and its services go with it', async () => {
    const networks = await docker(server.address, 'network', 'ls', '-q');
    const session = await place.open();
    const relay = session.shell().env['DOCKER_HOST'] ?? '';
    await docker(relay, ...init);
    await docker(relay, ...create);
    assert.deepEqual(await owned(session, 3), [
      'network docker_gwbridge',
      'service web',
      'swarm swarm',
    ]);
    await remove(session);
    assert.equal(await state(), 'inactive');
    assert.equal(await docker(server.address, 'network', 'ls', '-q'), networks);
  });

  it('is not left when somebody else made it: only what was made in the session goes', async () => {
    await docker(server.address, ...init);
    await docker(server.address, 'service', 'create', '-d', '--name', 'mine', 'no-image');
    const session = await place.open();
    await docker(session.shell().env['DOCKER_HOST'] ?? '', ...create);
    assert.deepEqual(await owned(session, 1), ['service web']);
    await remove(session);
    assert.equal(await state(), 'active');
    assert.equal(await docker(server.address, 'service', 'ls', '--format', '{{.Name}}'), 'mine');
    await docker(server.address, 'swarm', 'leave', '--force');
  });
});
