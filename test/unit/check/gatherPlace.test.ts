import assert from 'node:assert/strict';
import { gatherWorld, type WorldSources } from '../../../extension/core/check/gather.ts';
import type { MachineSource } from '../../../extension/core/check/gatherPlace.ts';
import type { KernelSnapshot, Mount } from '../../../extension/core/kernel/model.ts';
import {
  kernelProcess,
  kernelSnapshot,
  mountFacts,
  processDetails,
  seen,
  unseen,
  vmFacts,
} from '../../fakes/facts.ts';

const command = { program: 'uname', args: [] };

function probeOf(snapshot: KernelSnapshot, mounts: readonly Mount[] = []) {
  return {
    snapshot: async () => snapshot,
    process: async (pid: number) => processDetails({ pid, mounts: seen(mounts) }),
    network: async () => undefined,
    cgroups: async () => [],
  };
}

function machineOf(id: string, facts: Partial<MachineSource> = {}): MachineSource {
  const result = { exitCode: 0, stdout: id, stderr: '' };
  return { id, kind: 'host', run: async () => result, file: async () => undefined, ...facts };
}

function worldOf(sources: Partial<WorldSources>) {
  return gatherWorld({
    machine: machineOf('host'),
    answers: { of: () => undefined },
    signal: AbortSignal.timeout(5_000),
    ...sources,
  });
}

describe('The world of a lab', () => {
  const first = kernelProcess({ cgroups: { '': '/docker/c0ffee/workbench' } });
  const inside = kernelProcess({
    ...{ pid: 120, nestedPids: [120, 9, 1], cgroups: { '': '/docker/c0ffee/pond' } },
  });
  const snapshot = kernelSnapshot(first, inside);
  const cgroup2 = mountFacts({ type: 'cgroup2', root: '/docker/c0ffee', target: '/sys/fs/cgroup' });

  it('on a workbench has the processes of its container, by the numbers that they have there', async () => {
    const machine = machineOf('workbench', { kind: 'workbench', firstPid: 100 });
    const world = worldOf({ machine, probe: probeOf(snapshot, [mountFacts(), cgroup2]) });
    assert.equal(await world.cgroupRoot(), '/docker/c0ffee');
    assert.deepEqual(await world.processes(), [first, inside]);
    assert.deepEqual((await world.first()).pid, 100);
    assert.deepEqual([await world.numberOf(first), await world.numberOf(inside)], [1, 9]);
    assert.equal((await world.host.processes()).length, 3);
    assert.equal(await world.host.cgroupRoot(), '');
    await assert.rejects(world.host.run(command), { code: 'host-out-of-reach' });
  });

  it('on a workbench of which no mounts are to be seen goes by the cgroup of its first process', async () => {
    const machine = machineOf('workbench', { kind: 'workbench', firstPid: 100 });
    const hidden = {
      ...probeOf(snapshot),
      process: async () => processDetails({ mounts: unseen }),
    };
    const world = worldOf({ machine, probe: hidden });
    assert.equal(await world.cgroupRoot(), '/docker/c0ffee/workbench');
    assert.deepEqual(await world.processes(), [first]);
  });

  it('on a workbench on cgroup v1 goes by what is mounted for memory', async () => {
    const v1 = kernelProcess({ cgroups: { '': '/', memory: '/docker/c0ffee' } });
    const mounts = ['cpu', 'memory'].map((controller) =>
      mountFacts({ type: 'cgroup', root: `/${controller}`, superOptions: ['rw', controller] }),
    );
    const machine = machineOf('workbench', { kind: 'workbench', firstPid: 100 });
    const world = worldOf({ machine, probe: probeOf(kernelSnapshot(v1), mounts) });
    assert.equal(await world.cgroupRoot(), '/memory');
  });

  it('in a guest is that of the guest; the host is another', async () => {
    const own = probeOf(kernelSnapshot());
    const machine = machineOf('lab', { kind: 'guest', probe: own });
    const world = worldOf({ machine, probe: probeOf(snapshot) });
    assert.deepEqual([world.kind, world.guestName], ['guest', 'lab']);
    assert.deepEqual([world.host.kind, world.host.guestName], ['host', undefined]);
    assert.equal((await world.processes()).length, 1);
    assert.equal((await world.host.processes()).length, 3);
  });

  it('has its guests beside it, each asked once', async () => {
    let reads = 0;
    const probe = {
      ...probeOf(kernelSnapshot()),
      async snapshot() {
        reads += 1;
        return kernelSnapshot();
      },
    };
    const alpha = machineOf('alpha', { kind: 'guest', probe });
    const world = worldOf({
      guests: (name) => (name === 'alpha' ? alpha : undefined),
      vms: async () => [vmFacts()],
    });
    const guest = await world.guest('alpha');
    await guest?.kernel();
    await (await world.guest('alpha'))?.kernel();
    assert.equal(reads, 1);
    assert.equal((await guest?.run(command))?.stdout, 'alpha');
    assert.equal((await world.run(command)).stdout, 'host');
    assert.equal(await world.guest('beta'), undefined);
    assert.equal((await world.vm('alpha'))?.name, 'alpha');
    assert.equal(await world.vm('beta'), undefined);
    await (await world.again().guest('alpha'))?.kernel();
    assert.equal(reads, 2);
  });

  it('cannot look at an engine, or a kernel, that is not there', async () => {
    const world = worldOf({});
    await assert.rejects(world.container('site'), { code: 'no-engine-here' });
    await assert.rejects(world.containers(), { code: 'no-engine-here' });
    await assert.rejects(world.runIn('site', command), { code: 'no-engine-here' });
    await assert.rejects(world.kernel(), { code: 'kernel-out-of-reach' });
    await assert.rejects(world.processes(), { code: 'kernel-out-of-reach' });
    assert.equal((await world.run(command)).stdout, 'host');
    assert.deepEqual([await world.vms(), await world.ladder()], [[], undefined]);
  });
});
