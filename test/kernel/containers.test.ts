import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execa } from 'execa';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { findHostProcess, processesOf } from '../../extension/core/kernel/container.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import type { CgroupReading, Seen } from '../../extension/core/kernel/model.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { helperImage, openHelperProbe } from '../../extension/core/machine/helperContainer.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { runContainer, type TestContainer } from './docker.ts';
import { until } from './until.ts';

const signal = AbortSignal.timeout(1_500_000);
const image = helperImage;
const labsFolder = join(import.meta.dirname, '../../labs');

const methods: readonly {
  readonly name: string;
  readonly open: (engine: Engine) => Promise<Probe>;
}[] = [
  { name: 'in process', open: () => openInProcessProbe(silentLog) },
  {
    name: 'through the helper',
    open: (engine) => openHelperProbe(engine, image, silentLog, signal),
  },
];

function see<T>(fact: Seen<T> | undefined): T {
  assert.ok(fact?.seen, fact && !fact.seen ? fact.reason : 'not there');
  return fact.value;
}

for (const { name, open } of methods) {
  describe(`containers, read ${name}`, function () {
    this.timeout(60_000);
    let engine: Engine;
    let probe: Probe;

    before(async () => {
      engine = await openEngine({ env: process.env, log: silentLog }, signal);
      await ensureImages(engine, [image], await listRecipes(labsFolder), () => {}, signal);
      probe = await open(engine);
    });

    after(async () => {
      await probe[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    });

    async function processOf({ pid }: TestContainer) {
      return until('the first process of a container', async () =>
        (await probe.snapshot(signal)).processes.find(
          (process) => process.pid === pid && process.name !== 'runc:[2:INIT]',
        ),
      );
    }

    async function readCgroup(container: TestContainer): Promise<CgroupReading> {
      const path = mainCgroup(await processOf(container)) ?? '';
      const [reading] = await probe.cgroups([path], signal);
      assert.ok(reading);
      return reading;
    }

    it('shows limits where docker set them', async () => {
      const limits = ['--memory', '64m', '--cpus', '0.5', '--pids-limit', '32'];
      await using container = await runContainer(...limits, image, 'sleep', '1000');
      const reading = await readCgroup(container);
      assert.ok(reading.path.includes(container.id));
      assert.equal(see(reading.memory).maxBytes, 64 << 20);
      const { quotaMicros, periodMicros } = see(reading.cpu);
      assert.equal((quotaMicros ?? 0) / periodMicros, 0.5);
      assert.equal(see(reading.pids).max, 32);
      assert.equal(see(reading.pids).current, 1);
    });

    it('shows usage that grows, and throttled time', async () => {
      const loop = 'while :; do :; done';
      await using container = await runContainer('--cpus', '0.1', image, 'sh', '-c', loop);
      const first = see((await readCgroup(container)).cpu);
      const later = await until('throttling', async () => {
        const cpu = see((await readCgroup(container)).cpu);
        return cpu.throttledPeriods > first.throttledPeriods + 2 ? cpu : undefined;
      });
      assert.ok(later.usageMicros > first.usageMicros);
      assert.ok(later.throttledMicros > first.throttledMicros);
    });

    it('counts a kill for lack of memory while the container lives on', async () => {
      const script = 'tail /dev/zero & sleep 1000';
      const limits = ['--memory', '16m', '--memory-swap', '16m'];
      await using container = await runContainer(...limits, image, 'sh', '-c', script);
      const kills = await until('an OOM kill', async () => {
        const { oomKills } = see((await readCgroup(container)).memory);
        return oomKills > 0 ? oomKills : undefined;
      });
      assert.ok(kills >= 1);
    });

    it('counts forks that the limit refused', async () => {
      const script =
        'while :; do sh -c "sleep 1000 & sleep 1000 & sleep 1000 & sleep 1000 & wait"; done';
      await using container = await runContainer('--pids-limit', '5', image, 'sh', '-c', script);
      const pids = await until('a refused fork', async () => {
        const reading = see((await readCgroup(container)).pids);
        return reading.maxEvents > 0 ? reading : undefined;
      });
      assert.ok(pids.current <= 5);
    });

    it('leaves out the cgroup of a container that is gone', async () => {
      const container = await runContainer(image, 'sleep', '1000');
      const { path } = await readCgroup(container);
      assert.ok((await probe.snapshot(signal)).cgroups.includes(path));
      await container[Symbol.asyncDispose]();
      assert.deepEqual(await probe.cgroups([path], signal), []);
      assert.ok(!(await probe.snapshot(signal)).cgroups.includes(path));
    });

    it('finds the processes of a container, and what they see themselves as', async () => {
      await using container = await runContainer(
        image,
        'sh',
        '-c',
        'sleep 1006 & sleep 1007 & wait',
      );
      const inside = await until('three processes', async () => {
        const found = processesOf(await probe.snapshot(signal), container.pid);
        return found.length === 3 ? found : undefined;
      });
      assert.deepEqual(
        inside.map(({ nestedPids }) => nestedPids.length),
        [2, 2, 2],
      );
      assert.equal(inside.find(({ pid }) => pid === container.pid)?.nestedPids[1], 1);
    });

    it('shows what a pod-like pair shares', async () => {
      await using one = await runContainer('--ipc', 'shareable', image, 'sleep', '1000');
      const shares = ['--network', `container:${one.name}`, '--ipc', `container:${one.name}`];
      await using other = await runContainer(...shares, image, 'sleep', '1000');
      const first = see((await processOf(one)).namespaces);
      const second = see((await processOf(other)).namespaces);
      assert.equal(first.net, second.net);
      assert.equal(first.ipc, second.ipc);
      for (const type of ['pid', 'mnt', 'uts'] as const) {
        assert.notEqual(first[type], second[type], type);
      }
    });

    it('shows a paused container as before', async () => {
      await using container = await runContainer(image, 'sleep', '1000');
      const before = await processOf(container);
      await execa('docker', ['pause', container.name]);
      const paused = await processOf(container);
      assert.deepEqual(paused.namespaces, before.namespaces);
      assert.ok((await readCgroup(container)).memory.seen);
      await execa('docker', ['unpause', container.name]);
    });

    it('follows a veth to its other end, the port of a bridge', async () => {
      await using container = await runContainer(image, 'sleep', '1000');
      await processOf(container);
      const inside = await probe.network(container.pid, signal);
      const eth0 = see(inside?.interfaces).find((candidate) => candidate.name === 'eth0');
      assert.equal(eth0?.kind, 'veth');
      const host = findHostProcess(await probe.snapshot(signal));
      assert.equal(eth0.peer?.namespace, see(host?.namespaces).net);
      const outside = await probe.network(host?.pid ?? 0, signal);
      const end = see(outside?.interfaces).find(({ index }) => index === eth0.peer?.index);
      assert.equal(end?.name, eth0.peer.name);
      assert.equal(end?.bridge, 'docker0');
      assert.equal(end.peer?.namespace, inside?.inode);
      assert.ok(see(inside?.routes).some(({ destination }) => destination === 'default'));
      assert.match(eth0.addresses[0] ?? '', /^\d+\.\d+\.\d+\.\d+\/\d+$/);
    });

    it('shows capabilities, seccomp and the overlay of a container', async () => {
      const args = ['--cap-drop', 'ALL', '--cap-add', 'NET_ADMIN', image, 'sleep', '1000'];
      await using container = await runContainer(...args);
      await processOf(container);
      const details = await probe.process(container.pid, signal);
      assert.deepEqual(see(details?.capabilities).effective, ['net_admin']);
      assert.equal(see(details?.seccomp).mode, 'filter');
      const root = see(details?.mounts).find(({ target }) => target === '/');
      assert.ok((root?.overlay?.lowers.length ?? 0) >= 1);
      assert.deepEqual(see(details?.uidMap)[0]?.inside, 0);
    });
  });
}
