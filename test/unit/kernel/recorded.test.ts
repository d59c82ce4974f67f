import assert from 'node:assert/strict';
import type { KernelSnapshot, Seen } from '../../../extension/core/kernel/model.ts';
import { loadRecording, openRecorded } from './fixtures.ts';

const signal = new AbortController().signal;

function see<T>(fact: Seen<T> | undefined): T {
  assert.ok(fact?.seen, fact && !fact.seen ? fact.reason : 'not there');
  return fact.value;
}

function sleepers({ processes }: KernelSnapshot): readonly number[] {
  return processes.filter(({ commandLine }) => commandLine[0] === 'sleep').map(({ pid }) => pid);
}

describe('cgroup v1 with an empty v2 beside it, Docker 20.10', () => {
  const probe = openRecorded(loadRecording('docker20-hybrid'));

  it('is called hybrid, and its containers are in the memory hierarchy', async () => {
    const { cgroupMode, cgroups } = await probe.snapshot(signal);
    assert.equal(cgroupMode, 'hybrid');
    assert.equal(cgroups.length, 2);
    assert.ok(cgroups.every((path) => /^\/docker\/[0-9a-f]{64}$/.test(path)));
  });

  it('reads limits and usage of all controllers, and names the files', async () => {
    const { cgroups } = await probe.snapshot(signal);
    const readings = await probe.cgroups(cgroups, signal);
    const limited = readings.find(({ memory }) => see(memory).maxBytes !== null);
    const { maxBytes, currentBytes, workingSetBytes, highBytes } = see(limited?.memory);
    assert.equal(maxBytes, 64 * 1024 * 1024);
    assert.equal(highBytes, null);
    assert.ok(currentBytes > 0 && workingSetBytes <= currentBytes);
    const { quotaMicros, periodMicros, weight } = see(limited?.cpu);
    assert.deepEqual(
      { quotaMicros, periodMicros, weight },
      { quotaMicros: 50_000, periodMicros: 100_000, weight: 1024 },
    );
    assert.deepEqual(see(limited?.pids), { current: 1, max: 32, maxEvents: 0 });
    assert.deepEqual(see(limited?.io), { readBytes: 0, writtenBytes: 0 });
    assert.ok(see(limited?.pressure).cpu >= 0);
    assert.match(limited?.sources['cpu'] ?? '', /^\/sys\/fs\/cgroup\/cpuacct\/docker\/.*usage$/);
    assert.match(limited?.sources['pressure'] ?? '', /^\/sys\/fs\/cgroup\/unified\/docker\//);
  });

  it('shows that a pod-like pair shares network and IPC, and nothing else that containers have', async () => {
    const snapshot = await probe.snapshot(signal);
    const [one, other] = snapshot.processes
      .filter(({ pid }) => sleepers(snapshot).includes(pid))
      .map(({ namespaces }) => see(namespaces));
    assert.ok(one && other);
    const shared = Object.keys(one).filter(
      (type) => one[type as keyof typeof one] === other[type as keyof typeof other],
    );
    assert.deepEqual(shared.sort(), ['cgroup', 'ipc', 'net', 'time', 'user']);
  });

  it('finds the other end of a veth in the namespace of the machine', async () => {
    const snapshot = await probe.snapshot(signal);
    const [pid = 0] = sleepers(snapshot);
    const host = snapshot.processes.find((process) => process.pid === 2);
    const network = await probe.network(pid, signal);
    const eth0 = see(network?.interfaces).find(({ name }) => name === 'eth0');
    assert.equal(eth0?.kind, 'veth');
    assert.equal(eth0.peer?.namespace, see(host?.namespaces).net);
    assert.match(eth0.peer.name ?? '', /^veth/);
    assert.deepEqual(eth0.addresses, ['172.17.0.2/16']);
    assert.deepEqual(see(network?.routes), [
      { destination: 'default', gateway: '172.17.0.1', interface: 'eth0' },
      { destination: '172.17.0.0/16', interface: 'eth0' },
    ]);
    const outside = await probe.network(2, signal);
    const end = see(outside?.interfaces).find(({ name }) => name === eth0.peer?.name);
    assert.equal(end?.bridge, 'docker0');
    assert.deepEqual(end.peer, { index: eth0.index, namespace: network?.inode, name: 'eth0' });
  });

  it('reads mounts, capabilities and the seccomp filter of a container', async () => {
    const [pid = 0] = sleepers(await probe.snapshot(signal));
    const details = await probe.process(pid, signal);
    const root = see(details?.mounts).find(({ target }) => target === '/');
    assert.equal(root?.overlay?.lowers.length, 2);
    assert.match(root.overlay.upper ?? '', /\/diff$/);
    assert.equal(see(details?.capabilities).effective.length, 14);
    assert.deepEqual(see(details?.seccomp), { mode: 'filter', filters: 1 });
    assert.equal(see(details?.root), '/');
  });
});

describe('the same with Podman 4.3', () => {
  const probe = openRecorded(loadRecording('podman-hybrid'));

  it('finds the container with its limit and its capabilities', async () => {
    const snapshot = await probe.snapshot(signal);
    const [reading] = await probe.cgroups(snapshot.cgroups, signal);
    assert.match(reading?.path ?? '', /\/libpod-[0-9a-f]{64}$/);
    assert.equal(see(reading?.memory).maxBytes, 64 * 1024 * 1024);
    const [pid = 0] = sleepers(snapshot);
    assert.equal(see((await probe.process(pid, signal))?.capabilities).effective.length, 11);
  });

  it('shows a network of its own without any way out', async () => {
    const [pid = 0] = sleepers(await probe.snapshot(signal));
    const network = await probe.network(pid, signal);
    assert.deepEqual(
      see(network?.interfaces).map(({ name }) => name),
      ['lo'],
    );
    assert.deepEqual(see(network?.routes), []);
  });
});

describe('cgroup v2 alone, recorded through the helper in a guest', () => {
  const probe = openRecorded(loadRecording('v2-guest'));
  const scope = /^\/system\.slice\/docker-[0-9a-f]{64}\.scope$/;

  it('has one hierarchy', async () => {
    const { cgroupMode, cgroups, release } = await probe.snapshot(signal);
    assert.equal(cgroupMode, 'v2');
    assert.deepEqual(cgroups.slice(0, 2), ['/', '/system.slice']);
    assert.match(release, /^6\.1\./);
  });

  it('reads limits, throttling and pressure', async () => {
    const { cgroups } = await probe.snapshot(signal);
    const path = cgroups.find((candidate) => scope.test(candidate)) ?? '';
    const [reading] = await probe.cgroups([path], signal);
    const { maxBytes, highBytes } = see(reading?.memory);
    assert.deepEqual({ maxBytes, highBytes }, { maxBytes: 64 << 20, highBytes: 48 << 20 });
    const cpu = see(reading?.cpu);
    assert.equal(cpu.quotaMicros, 50_000);
    assert.equal(cpu.weight, 200);
    assert.ok(cpu.throttledPeriods > 0 && cpu.throttledMicros > 0);
    assert.equal(see(reading?.pids).max, 32);
    assert.ok(see(reading?.pressure).cpu > 1);
  });

  it('says of the root what it does not have, with the reason', async () => {
    const [root] = await probe.cgroups(['/'], signal);
    assert.ok(root && !root.memory.seen);
    assert.match(root.memory.reason, /memory\.current does not exist/);
    assert.ok(see(root.cpu).usageMicros > 0);
    assert.equal(see(root.cpu).weight, null);
  });

  it('leaves out a cgroup that is gone', async () => {
    const readings = await probe.cgroups(['/gone', '/'], signal);
    assert.deepEqual(
      readings.map(({ path }) => path),
      ['/'],
    );
  });

  it('reads an overlay with a space in a path, in a mount namespace of its own', async () => {
    const [pid = 0] = sleepers(await probe.snapshot(signal));
    const mounts = see((await probe.process(pid, signal))?.mounts);
    assert.deepEqual(mounts.find(({ overlay }) => overlay)?.overlay, {
      lowers: ['/var/lower one', '/var/lower2'],
      upper: '/var/upper',
      work: '/var/work',
    });
  });

  it('joins a veth across namespaces, to the port of a bridge', async () => {
    const [pid = 0] = sleepers(await probe.snapshot(signal));
    const inside = await probe.network(pid, signal);
    const eth0 = see(inside?.interfaces).find(({ name }) => name === 'eth0');
    assert.equal(eth0?.addresses[0], '10.9.0.2/24');
    assert.equal(eth0.peer?.name, 'veth0');
    const outside = await probe.network(1, signal);
    assert.equal(outside?.inode, eth0.peer.namespace);
    const kinds = see(outside?.interfaces).map(({ name, kind, bridge }) => ({
      name,
      kind,
      bridge,
    }));
    assert.deepEqual(
      kinds.filter(({ kind }) => kind !== 'other'),
      [
        { name: 'lo', kind: 'loopback', bridge: undefined },
        { name: 'br0', kind: 'bridge', bridge: undefined },
        { name: 'veth0', kind: 'veth', bridge: 'br0' },
      ],
    );
  });
});
