import assert from 'node:assert/strict';
import { join } from 'node:path';
import { run } from '../../extension/core/base/run.ts';
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

  it('is made anew when a step is reset in which a service was updated to an image made there', async () => {
    await using session = await place.open();
    const relay = session.shell().env['DOCKER_HOST'] ?? '';
    const files = join(place.root, 'files.tar');
    const tar = { program: 'tar', args: ['-cf', files, '-C', '/bin', 'busybox'] };
    await run(tar, AbortSignal.timeout(10_000));
    const make = (name: string): Promise<string> =>
      docker(relay, 'import', '-c', 'CMD ["/busybox", "sleep", "1000"]', files, name);
    const service = ['service', 'create', '-d', '--update-monitor', '1s'];
    await make('one:latest');
    await docker(relay, ...init);
    await docker(relay, ...service, '--stop-grace-period', '0s', '--name', 'web', 'one');
    await owned(session, 4);
    await session.goTo(1);
    await make('two:latest');
    await docker(relay, 'service', 'update', '-q', '--image', 'two', 'web');
    await owned(session, 5);
    await session.resetStep();
    assert.deepEqual(await owned(session, 0), []);
    assert.equal(await state(), 'inactive');
  });
});
