import assert from 'node:assert/strict';
import { isError } from '../../extension/core/base/errors.ts';
import type { Event } from '../../extension/core/base/event.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { docker, startDocker } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);

/** The next fact that fits, from now on. */
function next<T>(event: Event<T>, fits: (fact: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const listening = event((fact) => {
      if (!fits(fact)) return;
      listening.dispose();
      resolve(fact);
    });
  });
}

describe('An engine that goes away', function () {
  this.timeout(120_000);

  it('is said to be down with what to do, and is there again after its restart, with its events', async () => {
    await using server = await startDocker();
    const options = { setting: server.address, env: process.env, log: silentLog };
    await using engine = await openEngine(options, signal);

    const down = next(engine.onDidChangeStatus, ({ status }) => status === 'down');
    await server.stop();
    const status = await down;
    assert.ok(status.status === 'down' && status.message.includes(server.address));
    assert.notEqual(status.fix, '');
    assert.deepEqual(engine.status, status);
    await assert.rejects(engine.containers(signal), (error) =>
      isError(error, 'engine-not-answering'),
    );

    const up = next(engine.onDidChangeStatus, (now) => now.status === 'up');
    const again = next(engine.onDidHappen, ({ action }) => action === 'reconnected');
    await server.start();
    await up;
    assert.equal((await again).type, 'daemon');
    assert.deepEqual(await engine.containers(signal), []);

    const created = next(engine.onDidHappen, ({ type }) => type === 'volume');
    await docker(server.address, ['volume', 'create', 'after']);
    assert.equal((await created).action, 'create');
  });

  it('in a crash is noticed as well', async () => {
    await using server = await startDocker();
    const options = { setting: server.address, env: process.env, log: silentLog };
    await using engine = await openEngine(options, signal);
    const down = next(engine.onDidChangeStatus, ({ status }) => status === 'down');
    await server.kill();
    await down;
    const up = next(engine.onDidChangeStatus, ({ status }) => status === 'up');
    await server.start();
    await up;
  });

  it('leaves nobody waiting who has let go of it', async () => {
    const server = await startDocker();
    const options = { setting: server.address, env: process.env, log: silentLog };
    const engine = await openEngine(options, signal);
    const down = next(engine.onDidChangeStatus, ({ status }) => status === 'down');
    await server[Symbol.asyncDispose]();
    await down;
    await engine[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  it('was never there: the error tells each address that was tried', async () => {
    await assert.rejects(
      openEngine({ setting: '/nowhere/x.sock', env: {}, log: silentLog }, signal),
      (error) =>
        isError(error, 'engine-not-found') &&
        error.message.includes('unix:///nowhere/x.sock: there is no such socket'),
    );
  });
});
