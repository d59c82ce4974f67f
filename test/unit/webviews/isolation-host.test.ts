import assert from 'node:assert/strict';
import { IsolabError } from '../../../extension/core/base/errors.ts';
import { makeIsolationHost } from '../../../webviews/isolation/host.ts';
import type { IsolationState } from '../../../webviews/isolation/protocol.ts';
import { containerFacts, kernelProcess, kernelSnapshot, vmFacts } from '../../fakes/facts.ts';
import { KernelSources } from '../../fakes/kernelSources.ts';
import { stateWhere } from './state-where.ts';

describe('the isolation view’s host', () => {
  it('reads nothing until it is visible, and nothing any more once it is hidden', async () => {
    const { sources, host } = make();
    sources.happen({});
    await turn();
    assert.equal(sources.snapshots, 0);
    host.setVisible(true);
    await ready(host);
    host.setVisible(false);
    const before = sources.snapshots;
    sources.happen({});
    await turn();
    assert.equal(sources.snapshots, before);
  });

  it('reads at once when the engine announces something, and says what changed', async () => {
    const { sources, host } = make();
    host.setVisible(true);
    await ready(host);
    sources.containers = [containerFacts(), containerFacts({ id: 'b', name: 'db', pid: 200 })];
    const added = kernelProcess({ pid: 200, cgroups: { '': '/docker/b', memory: '/docker/b' } });
    sources.snapshot = kernelSnapshot(...sources.snapshot.processes.slice(1), added);
    sources.happen({ action: 'start', id: 'b' });
    const state = await stateWhere(host, ({ columns }) => columns.length === 3);
    assert.deepEqual(
      state.changes.map(({ text, focus }) => [text, focus]),
      [['sleep (PID 200) started in db', 'pid:200']],
    );
    assert.deepEqual(
      state.processes.map(({ pid, columnId }) => [pid, columnId]),
      [
        [100, 'c0ffee'],
        [200, 'b'],
      ],
    );
    host.dispose();
  });

  it('shows a container whose process is not there only when that was so twice', async () => {
    const { sources, host } = make();
    sources.containers = [containerFacts({ pid: 4711 })];
    host.setVisible(true);
    const first = await ready(host);
    assert.equal(first.columns.length, 1);
    sources.happen({});
    const second = await stateWhere(host, ({ columns }) => columns.length === 2);
    assert.equal(second.columns[1]?.namespaces.seen, false);
    host.dispose();
  });

  it('says what happened and what to do when nobody can look, and recovers', async () => {
    const { sources, host } = make();
    sources.failure = new IsolabError('engine-not-answering', 'No answer.', 'Start Docker.');
    host.setVisible(true);
    const broken = await stateWhere(host, ({ status }) => status === 'unavailable');
    assert.deepEqual(broken.trouble, { message: 'No answer.', fix: 'Start Docker.' });
    sources.failure = undefined;
    sources.happen({});
    const whole = await ready(host);
    assert.equal(whole.trouble, undefined);
    host.dispose();
  });

  it('gives the details of a process with the limits of its cgroup, and nothing of one that is gone', async () => {
    const { host } = make();
    host.setVisible(true);
    await ready(host);
    const { signal } = new AbortController();
    const details = await host.requests.details({ kernel: 'host', pid: 100 }, signal);
    assert.equal(details?.details.pid, 100);
    assert.deepEqual(details.cgroup?.limits, [
      {
        name: 'Memory',
        value: '10 MiB of 64 MiB',
        source: '/sys/fs/cgroup/docker/c0ffee/memory.max',
      },
      { name: 'CPU', value: '0.5 CPUs', source: '' },
      { name: 'Processes', value: '1 of 20', source: '' },
    ]);
    assert.equal(await host.requests.details({ kernel: 'host', pid: 4711 }, signal), undefined);
    host.dispose();
  });

  it('lists the host’s processes when asked', async () => {
    const { host } = make();
    host.setVisible(true);
    await ready(host);
    await host.requests.showHostProcesses(true, new AbortController().signal);
    assert.deepEqual(
      host.state().processes.map(({ pid }) => pid),
      [1, 100],
    );
    host.dispose();
  });

  it('puts guests beside the host, each with the QEMU that is its machine', async () => {
    const { sources, host } = make();
    const qemu = kernelProcess({
      pid: 300,
      name: 'qemu-system-x86',
      nestedPids: [300],
      cgroups: { '': '/user', memory: '/user' },
    });
    sources.snapshot = kernelSnapshot(kernelProcess(), qemu);
    sources.inGuests = { alpha: { ...kernelSnapshot(), release: '6.1.0', hostname: 'alpha' } };
    const process = { pid: 300, args: [], cpuThreads: [], place: 'host' as const };
    sources.vms = [vmFacts({ process })];
    host.setVisible(true);
    const { columns, processes } = await stateWhere(host, (state) => state.columns.length === 3);
    assert.deepEqual(
      columns.map(({ id, kernel, machine }) => [id, kernel, machine?.pid]),
      [
        ['host', 'host', undefined],
        ['c0ffee', 'host', undefined],
        ['guest:alpha', 'guest:alpha', 300],
      ],
    );
    assert.deepEqual(
      processes.map(({ kernel, pid, runs }) => [kernel, pid, runs]),
      [
        ['host', 100, undefined],
        ['host', 300, 'guest:alpha'],
        ['guest:alpha', 1, undefined],
      ],
    );
    host.setVisible(false);
    const before = sources.guestSnapshots;
    await turn();
    assert.equal(sources.guestSnapshots, before);
    host.dispose();
  });

  it('says why a guest cannot be read, and goes on showing the host', async () => {
    const { sources, host } = make();
    sources.inGuests = { alpha: new Error('nobody answers at its port') };
    host.setVisible(true);
    await ready(host);
    sources.guestsBecome(vmFacts());
    const state = await stateWhere(host, ({ columns }) => {
      const facts = columns.at(-1)?.namespaces;
      return facts?.seen === false && facts.reason.includes('nobody answers');
    });
    assert.deepEqual([state.status, state.columns.length], ['ready', 3]);
    sources.guestsBecome(vmFacts({ status: 'panicked', trouble: 'the kernel has given up' }));
    assert.deepEqual(host.state().columns.at(-1)?.namespaces, {
      seen: false,
      reason: 'the kernel has given up',
    });
    sources.guestsBecome(vmFacts({ status: 'off' }));
    assert.equal(host.state().columns.length, 2);
    host.dispose();
  });

  it('shows guests also where there is no engine', async () => {
    const sources = new KernelSources();
    sources.inGuests = { alpha: kernelSnapshot() };
    sources.vms = [vmFacts()];
    const { guests, log } = sources;
    const host = makeIsolationHost({ guests, log, owns: () => false });
    host.setVisible(true);
    const { columns } = await stateWhere(
      host,
      (state) => state.columns[0]?.namespaces.seen === true,
    );
    assert.deepEqual(
      columns.map(({ id }) => id),
      ['guest:alpha'],
    );
    host.dispose();
  });

  it('carries the focus of a check, also the same one again', () => {
    const { host } = make();
    host.focus('container:site');
    const first = host.state().focus;
    host.focus('container:site');
    assert.equal(host.state().focus?.target, 'container:site');
    assert.notEqual(host.state().focus, first);
    host.dispose();
    host.dispose();
  });
});

const ready = (host: ReturnType<typeof makeIsolationHost>): Promise<IsolationState> =>
  stateWhere(host, ({ status }) => status === 'ready');

function make() {
  const sources = new KernelSources();
  return { sources, host: makeIsolationHost(sources) };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
