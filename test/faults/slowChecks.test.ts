import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { silentLog } from '../../extension/core/base/log.ts';
import { loadLab } from '../../extension/core/lab/load.ts';
import { openSession } from '../../extension/core/session/open.ts';
import type { Session } from '../../extension/core/session/session.ts';
import type { TaskState } from '../../extension/core/session/state.ts';
import { docker } from '../session/docker.ts';
import { openPlace, taskOf, type Place } from '../session/tinyLab.ts';

const labFolder = resolve(import.meta.dirname, '../fixtures/labs/tiny/checks-that-take-long');
/** No look at a task may take longer. */
const limitMs = 15_000;

describe('a check during which something happens to what it looks at', () => {
  const sockets = new Set<Socket>();
  let place: Place;
  let session: Session;
  let server: Server;
  let name: string;
  before(async () => {
    place = await openPlace();
    name = place.volume;
    server = createServer((socket) => sockets.add(socket.on('error', () => {})));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { lab } = await loadLab(labFolder);
    if (lab === undefined) throw new Error('the lab is broken');
    const { port } = server.address() as AddressInfo;
    const { engine, probe, root } = place;
    const variables = { NAME: [name], PORT: [port] };
    session = await openSession(
      { lab: { ...lab, variables }, engine, probe, root, log: silentLog },
      AbortSignal.timeout(30_000),
    );
  });
  after(async () => {
    await session.remove();
    for (const socket of sockets) socket.destroy();
    server.close();
    await place[Symbol.asyncDispose]();
  });

  const direct = (...args: readonly string[]): Promise<string> =>
    docker(place.engine.endpoint.address, ...args);

  /** The task after a look in the middle of which, while its command runs in the container, this was done. */
  async function lookAndMeanwhile(work: () => Promise<unknown>): Promise<TaskState> {
    const looked = session.checkNow();
    // The engine tells of a command before it runs, and a pause just then would lock up the engine.
    while (!(await isCommandRunning())) await delay(20);
    const start = performance.now();
    const worked = work();
    await looked;
    assert.ok(performance.now() - start < limitMs, 'the look hung');
    await worked;
    return taskOf(session.state, 'told');
  }

  async function isCommandRunning(): Promise<boolean> {
    const titles = await direct('top', name, '-o', 'pid,args');
    return titles.includes('sleep 2');
  }

  async function start(): Promise<void> {
    await docker(
      session.shell().env['DOCKER_HOST'] ?? '',
      ...['run', '-d', '--name', name, 'busybox', 'sleep', '3600'],
    );
  }

  it('does not pass, nor hang, when its container is deleted', async () => {
    await start();
    const task = await lookAndMeanwhile(() => direct('rm', '-f', name));
    assert.notEqual(task.status, 'passed');
    assert.notEqual(task.verdict?.status, 'passed');
    await session.checkNow();
    assert.equal(taskOf(session.state, 'told').verdict?.status, 'failed');
  });

  it('fails within its limit when a server takes the connection and never answers', async () => {
    const begin = performance.now();
    await session.checkNow();
    assert.ok(performance.now() - begin < limitMs, 'the look hung');
    assert.ok(sockets.size > 0, 'nobody asked the server');
    const { status, verdict } = taskOf(session.state, 'served');
    assert.equal(status, 'open');
    assert.match(verdict?.observed ?? '', /no answer within/);
  });

  it('is unable within its limit when its container is paused, and passes when that goes on', async () => {
    await start();
    const task = await lookAndMeanwhile(() => direct('pause', name));
    assert.equal(task.status, 'unable');
    await direct('unpause', name);
    await session.checkNow();
    assert.equal(taskOf(session.state, 'told').status, 'passed');
  });
});
