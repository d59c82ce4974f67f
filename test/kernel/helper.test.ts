import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import type { KernelProcess } from '../../extension/core/kernel/model.ts';
import { isEngineHere } from '../../extension/core/machine/engineIsHere.ts';
import { helperImage, openHelperProbe } from '../../extension/core/machine/helperContainer.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { helperContainers, inspect, runContainer } from './docker.ts';
import { until } from './until.ts';

const signal = AbortSignal.timeout(1_500_000);
const labsFolder = join(import.meta.dirname, '../../labs');

describe('the helper container', function () {
  this.timeout(60_000);
  let engine: Engine;

  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await ensureImages(engine, [helperImage], await listRecipes(labsFolder), () => {}, signal);
  });

  after(async () => engine[Symbol.asyncDispose]());

  const open = () => openHelperProbe(engine, helperImage, silentLog, signal);

  /** The helpers that were started since. */
  const since = async (before: readonly string[]): Promise<readonly string[]> =>
    (await helperContainers()).filter((id) => !before.includes(id));

  it('tells the same facts as a reading in process', async () => {
    await using container = await runContainer('--memory', '64m', helperImage, 'sleep', '1000');
    await using helper = await open();
    await using inProcess = await openInProcessProbe(silentLog);
    const theirs = await helper.snapshot(signal);
    const ours = await inProcess.snapshot(signal);
    for (const key of ['release', 'hostname', 'bootId', 'cgroupMode'] as const) {
      assert.equal(theirs[key], ours[key], key);
    }
    const known = new Map(theirs.processes.map((process) => [process.pid, process]));
    const both = ours.processes.filter(({ pid, startTicks, name }) => {
      const other = known.get(pid);
      return other?.startTicks === startTicks && other.name === name;
    });
    assert.ok(both.length > 0.5 * ours.processes.length);
    for (const process of both) {
      assert.deepEqual(lasting(known.get(process.pid)), lasting(process));
    }
    const { pid } = container;
    const details = await helper.process(pid, signal);
    assert.deepEqual(details, await inProcess.process(pid, signal));
    assert.deepEqual(await helper.network(pid, signal), await inProcess.network(pid, signal));
    const path = ours.cgroups.find((candidate) => candidate.includes(container.id)) ?? '';
    assert.ok(theirs.cgroups.includes(path));
    const [one] = await helper.cgroups([path], signal);
    const [other] = await inProcess.cgroups([path], signal);
    assert.deepEqual(one?.sources, other?.sources);
    assert.ok(one?.memory.seen && other?.memory.seen);
    assert.equal(one.memory.value.maxBytes, other.memory.value.maxBytes);
  });

  it('has no more rights than it needs, and leaves nothing behind', async () => {
    const before = await helperContainers();
    const probe = await open();
    const [id = ''] = await since(before);
    const host = '{{.HostConfig';
    assert.equal(
      await inspect(id, `${host}.CapDrop}} ${host}.CapAdd}}`),
      '[ALL] [SYS_PTRACE DAC_READ_SEARCH]',
    );
    assert.equal(await inspect(id, `${host}.ReadonlyRootfs}} ${host}.NetworkMode}}`), 'true none');
    assert.equal(await inspect(id, `${host}.LogConfig.Type}} ${host}.Privileged}}`), 'none false');
    await probe[Symbol.asyncDispose]();
    await probe[Symbol.asyncDispose]();
    assert.equal(await inspect(id, '{{.Id}}'), '');
  });

  it('is started again when it was killed', async () => {
    const before = await helperContainers();
    await using probe = await open();
    const first = (await probe.snapshot(signal)).bootId;
    const [id = ''] = await since(before);
    await execa('docker', ['kill', id]);
    assert.equal((await probe.snapshot(signal)).bootId, first);
    const [another] = await since([...before, id]);
    assert.ok(another);
  });

  it('answers many at once, and goes on after one who did not wait', async () => {
    await using probe = await open();
    const impatient = new AbortController();
    const left = probe.snapshot(impatient.signal);
    impatient.abort();
    await assert.rejects(left, { name: 'AbortError' });
    const snapshots = await Promise.all([1, 2, 3].map(() => probe.snapshot(signal)));
    for (const { processes } of snapshots)
      assert.ok(processes.some(({ pid }) => pid === process.pid));
  });

  it('says so when the engine is gone', async () => {
    await using door = await openDoor();
    const log = silentLog;
    await using behind = await openEngine({ setting: door.address, env: {}, log }, signal);
    await using probe = await openHelperProbe(behind, helperImage, log, signal);
    await probe.snapshot(signal);
    await door.shut();
    await assert.rejects(probe.snapshot(signal), { name: 'IsolabError' });
  });

  it('ends with an Isolab that was killed', async () => {
    const before = await helperContainers();
    const child = fork(new URL('./holdHelper.ts', import.meta.url), [helperImage], {
      execArgv: ['--import=tsx'],
    });
    await once(child, 'message');
    const [id = ''] = await since(before);
    assert.notEqual(id, '');
    child.kill('SIGKILL');
    await until('the end of the helper', async () =>
      (await helperContainers()).includes(id) ? undefined : true,
    );
  });

  it('is removed when a crash left it unstarted', async () => {
    const args = ['create', '--label', 'isolab.role=probe', helperImage];
    const { stdout: id } = await execa('docker', args);
    await using probe = await open();
    assert.equal(probe.method, 'helper');
    assert.ok(!(await helperContainers()).includes(id.trim()));
  });
});

describe('the choice of the method', function () {
  this.timeout(60_000);

  it('is in process where the engine is seen to listen', async () => {
    await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await using probe = await openProbe(engine, labsFolder, silentLog, signal);
    assert.equal(probe.method, 'in-process');
  });

  it('trusts a container that is here, where the engine cannot be seen', async () => {
    await using door = await openDoor();
    await using engine = await openEngine(
      { setting: door.address, env: {}, log: silentLog },
      signal,
    );
    await using container = await runContainer(helperImage, 'sleep', '1000');
    assert.ok(container.pid > 0);
    assert.equal(await isEngineHere(engine, signal), true);
  });

  it('does not trust a PID that is here by chance', async () => {
    await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await using container = await runContainer(helperImage, 'sleep', '1000');
    const facts = await engine.container(container.id, signal);
    assert.ok(facts);
    const elsewhere: ContainerFacts = { ...facts, pid: process.pid };
    const remote = {
      endpoint: { kind: 'tcp', address: 'tcp://x:1', source: 'setting', host: 'x', port: 1 },
      containers: () => Promise.resolve([elsewhere]),
    } as const;
    assert.equal(await isEngineHere(remote, signal), false);
  });
});

/** What does not change from one moment to the next. */
function lasting(process: KernelProcess | undefined) {
  assert.ok(process);
  const { pid, parentPid, startTicks, commandLine, userId, nestedPids, cgroups } = process;
  const namespaces = process.namespaces.seen ? process.namespaces.value : 'not visible';
  return { pid, parentPid, startTicks, commandLine, userId, nestedPids, cgroups, namespaces };
}

/** A socket that leads to the engine until it is shut. */
async function openDoor() {
  const path = `/tmp/isolab-test-${process.pid}-${Date.now()}.sock`;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const engine = connect('/var/run/docker.sock');
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(engine).pipe(client);
  });
  server.listen(path);
  await once(server, 'listening');
  const shut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    await rm(path, { force: true });
  };
  return { address: `unix://${path}`, shut, [Symbol.asyncDispose]: shut };
}
