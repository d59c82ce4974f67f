import assert from 'node:assert/strict';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { VmEvent, VmFacts } from '../../../extension/core/qemu/facts.ts';
import { makeMachinesHost } from '../../../webviews/machines/host.ts';
import { FakeFleet } from '../../fakes/fleet.ts';
import { stateWhere } from './state-where.ts';

const { signal } = new AbortController();

describe('the Machines view’s host', () => {
  it('reads counters of running VMs only while it is visible', async () => {
    const { fleet, host } = make(vm('alpha'), vm('beta', { status: 'off' }));
    assert.equal(fleet.counted, 0);
    host.setVisible(true);
    const { counters } = await stateWhere(host, (state) => state.counters['alpha'] !== undefined);
    assert.deepEqual(Object.keys(counters), ['alpha']);
    host.setVisible(false);
    const before = fleet.counted;
    await turn();
    assert.equal(fleet.counted, before);
    host.dispose();
  });

  it('goes on showing VMs whose counters cannot be read', async () => {
    const { fleet, host } = make(vm('alpha'));
    fleet.failure = new Error('it is gone');
    host.setVisible(true);
    while (fleet.counted === 0) await turn();
    assert.deepEqual(host.state().counters, {});
    assert.equal(host.state().vms.length, 1);
    host.dispose();
  });

  it('tells every change and every announcement', async () => {
    const { fleet, host, events } = make();
    const changed = stateWhere(host, ({ vms }) => vms[0]?.status === 'paused');
    fleet.become(vm('alpha', { status: 'paused' }));
    await changed;
    const told = stateWhere(host, (state) => state.events.length === 1);
    const event = { vm: 'alpha', name: 'STOP', at: 1, data: {} };
    events.unshift(event);
    fleet.happen(event);
    assert.deepEqual((await told).events, [event]);
    host.dispose();
  });

  it('does one thing at a time with a VM, says what, and forgets it when it is done', async () => {
    const { fleet, host } = make(vm('alpha', { status: 'off' }), vm('beta'));
    fleet.hold();
    const starting = host.requests.start('alpha', signal);
    assert.deepEqual(host.state().busy, { alpha: 'Starting alpha' });
    await host.requests.migrate('alpha', signal);
    const saving = host.requests.saveSnapshot({ vm: 'beta', name: 'clean' }, signal);
    assert.deepEqual(host.state().busy, { alpha: 'Starting alpha', beta: 'Saving clean' });
    fleet.settle();
    await Promise.all([starting, saving]);
    assert.deepEqual(host.state().busy, {});
    assert.deepEqual(fleet.asked, ['start alpha', 'save beta clean']);
    host.dispose();
  });

  it('gives up when asked, without calling that a failure', async () => {
    const { fleet, host } = make(vm('alpha', { status: 'off' }));
    fleet.hold();
    const starting = host.requests.start('alpha', signal);
    await host.requests.cancel('alpha', signal);
    await starting;
    assert.deepEqual(host.state().busy, {});
    host.dispose();
  });

  it('rejects with what the VM said, and is ready for the next', async () => {
    const { fleet, host } = make(vm('alpha'));
    fleet.failure = new Error('the guest does not answer');
    await assert.rejects(Promise.resolve(host.requests.pause('alpha', signal)), /does not answer/);
    assert.deepEqual(host.state().busy, {});
    fleet.failure = undefined;
    await host.requests.clone({ vm: 'alpha', name: 'beta' }, signal);
    await host.requests.setMemory({ vm: 'alpha', bytes: 64 }, signal);
    assert.deepEqual(fleet.asked, ['pause alpha', 'clone alpha beta', 'memory alpha 64']);
    host.dispose();
  });

  it('says that there can be no VM where no lab with VMs is open', () => {
    const host = makeMachinesHost({ events: () => [], ...shell, log: silentLog });
    assert.deepEqual(host.state(), {
      canHaveVms: false,
      vms: [],
      counters: {},
      events: [],
      busy: {},
    });
    host.dispose();
  });
});

const shell = { openConsole: () => undefined, focus: () => undefined };

function make(...facts: readonly VmFacts[]) {
  const fleet = new FakeFleet(...facts);
  const events: VmEvent[] = [];
  const host = makeMachinesHost({ fleet, events: () => [...events], ...shell, log: silentLog });
  return { fleet, host, events };
}

function vm(name: string, facts: Partial<VmFacts> = {}): VmFacts {
  return {
    name,
    status: 'running',
    accelerator: { name: 'tcg', reason: '' },
    cpus: { current: 1, max: 1 },
    memory: { currentBytes: 1, totalBytes: 1, maxBytes: 1 },
    disks: [],
    snapshots: [],
    forwards: [],
    ...facts,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
