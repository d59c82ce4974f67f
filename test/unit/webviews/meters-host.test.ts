import assert from 'node:assert/strict';
import { makeMetersHost } from '../../../webviews/meters/host.ts';
import {
  cgroupReading,
  containerFacts,
  kernelProcess,
  kernelSnapshot,
  vmFacts,
} from '../../fakes/facts.ts';
import { KernelSources } from '../../fakes/kernelSources.ts';
import { stateWhere } from './state-where.ts';

describe('the meters’ host', () => {
  it('reads nothing until it is visible, and nothing any more once it is hidden', async () => {
    const { sources, host } = make();
    await turn();
    assert.equal(sources.snapshots + sources.cgroupReadings, 0);
    host.setVisible(true);
    await stateWhere(host, ({ at }) => at.length > 0);
    host.setVisible(false);
    const before = [sources.snapshots, sources.cgroupReadings];
    sources.happen({});
    await turn();
    assert.deepEqual([sources.snapshots, sources.cgroupReadings], before);
  });

  it('draws what the learner owns until something is chosen', async () => {
    const { sources, host } = make();
    sources.containers = [
      containerFacts({ id: 'a', name: 'theirs', pid: 200 }),
      containerFacts({ id: 'c0ffee', name: 'mine', pid: 100 }),
    ];
    sources.snapshot = {
      ...kernelSnapshot(
        kernelProcess(),
        kernelProcess({ pid: 200, cgroups: { '': '/docker/a', memory: '/docker/a' } }),
      ),
      cgroups: ['/docker/c0ffee', '/', '/docker', '/docker/a'],
    };
    host.setVisible(true);
    const first = await stateWhere(host, ({ at }) => at.length > 0);
    assert.deepEqual(
      first.tree.map(({ title }) => title),
      ['/', 'docker', 'theirs', 'mine'],
    );
    assert.deepEqual(
      first.meters.map(({ title }) => title),
      ['mine'],
    );
    await host.requests.choose(['/docker'], new AbortController().signal);
    assert.deepEqual(
      host.state().meters.map(({ path }) => path),
      ['/docker'],
    );
    host.dispose();
  });

  it('marks an OOM kill that the engine announces, once, though the counter tells it too', async () => {
    const { sources, host } = make();
    host.setVisible(true);
    await stateWhere(host, ({ at }) => at.length > 0);
    sources.happen({ action: 'oom', id: 'c0ffee' });
    const [reading] = sources.readings;
    assert.ok(reading?.memory.seen);
    const memory = { seen: true as const, value: { ...reading.memory.value, oomKills: 1 } };
    sources.readings = [cgroupReading({ memory })];
    const { meters, marks } = await stateWhere(host, (state) => {
      const latest = state.meters[0]?.latest?.memory;
      return latest?.seen === true && latest.value.oomKills === 1;
    });
    assert.equal(meters[0]?.title, 'site');
    assert.deepEqual(
      marks.map(({ kind, path }) => [kind, path]),
      [['oom', '/docker/c0ffee']],
    );
    host.dispose();
  });

  it('draws the cgroup that a step talks about in a guest, as soon as it is made', async () => {
    const { sources, host } = make();
    sources.vms = [vmFacts({ name: 'lab' })];
    sources.inGuests = { lab: { ...kernelSnapshot(kernelProcess()), cgroups: ['/'] } };
    sources.readings = [cgroupReading({ path: '/meadow' })];
    host.focus('guest:lab/cgroup:/meadow');
    host.setVisible(true);
    const { meters, machines } = await stateWhere(
      host,
      ({ machine, status }) => machine === 'guest:lab' && status === 'ready',
    );
    assert.deepEqual(meters, []);
    assert.deepEqual(
      machines.map(({ id, title }) => [id, title]),
      [
        ['host', 'Host'],
        ['guest:lab', 'lab'],
      ],
    );
    sources.inGuests = { lab: { ...kernelSnapshot(kernelProcess()), cgroups: ['/', '/meadow'] } };
    sources.guestsBecome(...sources.vms);
    const made = await stateWhere(host, ({ meters: [first] }) => first?.latest !== undefined);
    assert.deepEqual(
      made.meters.map(({ title }) => title),
      ['meadow'],
    );
    await host.requests.chooseMachine('host', new AbortController().signal);
    const there = await stateWhere(host, ({ machine, at }) => machine === 'host' && at.length > 0);
    assert.deepEqual(
      there.meters.map(({ title }) => title),
      ['site'],
    );
    host.dispose();
  });

  it('goes back to this computer when the guest is gone', async () => {
    const { sources, host } = make();
    sources.vms = [vmFacts({ name: 'lab' })];
    sources.inGuests = { lab: kernelSnapshot(kernelProcess()) };
    host.focus('guest:lab/cgroup:/meadow');
    host.setVisible(true);
    await stateWhere(host, ({ machine }) => machine === 'guest:lab');
    sources.guestsBecome(vmFacts({ name: 'lab', status: 'off' }));
    const { machines } = await stateWhere(host, ({ machine }) => machine === 'host');
    assert.equal(machines.length, 1);
    host.dispose();
  });

  it('finds a cgroup of a workbench below the root that its first process sees', async () => {
    const { sources, host } = make();
    const path = '/docker/c0ffee/meadow';
    sources.snapshot = { ...sources.snapshot, cgroups: ['/docker/c0ffee', path] };
    sources.readings = [cgroupReading(), cgroupReading({ path })];
    host.focus('pid:100/cgroup:/meadow');
    host.setVisible(true);
    const { meters } = await stateWhere(host, ({ meters: [first] }) => first?.path === path);
    assert.deepEqual(
      meters.map(({ title }) => title),
      ['meadow', 'site'],
    );
    host.dispose();
  });

  it('says what happened when nobody can look', async () => {
    const { sources, host } = make();
    sources.failure = new Error('the socket is gone');
    host.setVisible(true);
    const { trouble } = await stateWhere(host, ({ status }) => status === 'unavailable');
    assert.match(trouble?.message ?? '', /the socket is gone/);
    host.dispose();
  });
});

function make() {
  const sources = new KernelSources();
  return { sources, host: makeMetersHost(sources) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
