import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { docker, startDocker, type Server } from '../engine/servers.ts';
import { docker as learnerDocker } from '../session/docker.ts';
import { openPlace, taskOf, until, type Place } from '../session/tinyLab.ts';
import type { Session } from '../../extension/core/session/session.ts';

describe('an engine that goes away in the middle of a lab', () => {
  let server: Server;
  let place: Place;
  let session: Session;
  before(async () => {
    server = await startDocker();
    place = await openPlace({ address: server.address });
    session = await place.open();
    await session.checkNow();
  });
  after(async () => {
    await session.remove();
    await place[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const made = (status: string) => (state: Session['state']) =>
    taskOf(state, 'made').status === status;

  it('makes every verdict unable, and comes back by itself', async () => {
    await server.stop();
    await until(session, made('unable'), 5_000);
    assert.equal(session.state.engine.status, 'down');
    await server.start();
    const back = await until(session, made('open'), 20_000);
    assert.equal(back.engine.status, 'up');
  });

  it('keeps a tick that was given, whatever the engine does then', async () => {
    const relay = session.shell().env['DOCKER_HOST'] ?? '';
    await learnerDocker(relay, 'volume', 'create', place.volume);
    await until(session, made('passed'));
    await server.kill();
    await until(session, ({ engine }) => engine.status === 'down', 10_000);
    assert.equal(taskOf(session.state, 'made').status, 'passed');
    await server.start();
    const back = await until(session, ({ engine }) => engine.status === 'up', 20_000);
    assert.equal(back.owned.length, 1);
  });

  it('answers unable, and not failed, while its socket is unplugged', async () => {
    await session.resetLab();
    await until(session, made('open'));
    const path = server.address.replace('unix://', '');
    await rename(path, `${path}.unplugged`);
    await session.checkNow();
    assert.equal(taskOf(session.state, 'made').status, 'unable');
    await rename(`${path}.unplugged`, path);
    await until(session, made('open'), 20_000);
  });

  it('goes on looking when the relay’s socket is deleted', async () => {
    const relay = session.shell().env['DOCKER_HOST'] ?? '';
    await rm(relay.replace('unix://', ''));
    await assert.rejects(learnerDocker(relay, 'volume', 'ls'));
    await docker(server.address, ['volume', 'create', place.volume]);
    await until(session, made('passed'), 5_000);
    await docker(server.address, ['volume', 'rm', place.volume]);
  });
});
