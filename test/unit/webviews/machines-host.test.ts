import assert from 'node:assert/strict';
import { Emitter } from '../../../extension/core/base/event.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { VmEvent, VmFacts } from '../../../extension/core/qemu/facts.ts';
import { makeMachinesHost } from '../../../webviews/machines/host.ts';
import { FakeVmSession } from '../../fakes/vmSession.ts';
import { vmFacts } from '../../fakes/facts.ts';
import { stateWhere } from './state-where.ts';

const { signal } = new AbortController();

describe('the Machines view’s host', () => {
  it('reads counters of running VMs only while it is visible', async () => {
    const { session, host } = make(vmFacts(), vmFacts({ name: 'beta', status: 'off' }));
    assert.equal(session.counted, 0);
    host.setVisible(true);
    const { counters } = await stateWhere(host, (state) => state.counters['alpha'] !== undefined);
    assert.deepEqual(Object.keys(counters), ['alpha']);
    host.setVisible(false);
    const before = session.counted;
    await turn();
    assert.equal(session.counted, before);
    host.dispose();
  });

  it('goes on showing VMs whose counters cannot be read', async () => {
    const { session, host } = make(vmFacts());
    session.failure = new Error('it is gone');
    host.setVisible(true);
    while (session.counted === 0) await turn();
    assert.deepEqual(host.state().counters, {});
    assert.equal(host.state().vms.length, 1);
    host.dispose();
  });

  it('tells every change and every announcement', async () => {
    const { session, host, happen } = make();
    const changed = stateWhere(host, ({ vms }) => vms[0]?.status === 'paused');
    session.become(vmFacts({ status: 'paused' }));
    await changed;
    const told = stateWhere(host, ({ events }) => events.length === 1);
    const event = { vm: 'alpha', name: 'STOP', at: 1, data: {} };
    happen(event);
    assert.deepEqual((await told).events, [event]);
    host.dispose();
  });

  it('does one thing at a time with a VM, says how far it is, and then what was done', async () => {
    const { session, host } = make(vmFacts({ status: 'off' }), vmFacts({ name: 'beta' }));
    session.hold();
    const starting = host.requests.start('alpha', signal);
    assert.deepEqual(host.state().busy, { alpha: 'Starting alpha' });
    session.report('booting');
    assert.deepEqual(host.state().busy, { alpha: 'Starting alpha: booting' });
    await host.requests.migrate('alpha', signal);
    const saving = host.requests.saveSnapshot({ vm: 'beta', name: 'clean' }, signal);
    session.settle();
    await Promise.all([starting, saving]);
    assert.deepEqual(host.state().busy, {});
    assert.deepEqual(session.asked, [
      { do: 'start', name: 'alpha', isCold: false },
      { do: 'snapshot-save', name: 'beta', snapshot: 'clean' },
    ]);
    assert.deepEqual(host.state().said, {
      alpha: ['alpha did start.'],
      beta: ['beta did snapshot-save.'],
    });
    host.dispose();
  });

  it('gives up when asked, without calling that a failure', async () => {
    const { session, host } = make(vmFacts({ status: 'off' }));
    session.hold();
    const starting = host.requests.start('alpha', signal);
    await host.requests.cancel('alpha', signal);
    await starting;
    assert.deepEqual(host.state().busy, {});
    host.dispose();
  });

  it('rejects with what the VM said, and is ready for the next', async () => {
    const { session, host } = make(vmFacts());
    session.failure = new Error('the guest does not answer');
    await assert.rejects(Promise.resolve(host.requests.pause('alpha', signal)), /does not answer/);
    assert.deepEqual(host.state().busy, {});
    session.failure = undefined;
    await host.requests.clone({ vm: 'alpha', name: 'beta' }, signal);
    await host.requests.setMemory({ vm: 'alpha', bytes: 64 }, signal);
    assert.deepEqual(session.asked.slice(1), [
      { do: 'clone', name: 'alpha', to: 'beta' },
      { do: 'memory', name: 'alpha', bytes: 64 },
    ]);
    host.dispose();
  });

  it('says that there can be no VM while no lab is open', () => {
    const host = makeMachinesHost({ ...shell, events: () => [], log: silentLog });
    const nothing = { counters: {}, events: [], busy: {}, said: {} };
    assert.deepEqual(host.state(), { canHaveVms: false, vms: [], ...nothing });
    host.dispose();
  });
});

const shell = {
  openConsole: () => undefined,
  focus: () => undefined,
  onDidHappen: new Emitter<VmEvent>().event,
};

function make(...vms: readonly VmFacts[]) {
  const session = new FakeVmSession(...vms);
  const happened = new Emitter<VmEvent>();
  let events: readonly VmEvent[] = [];
  const sources = { ...shell, session, onDidHappen: happened.event, log: silentLog };
  const host = makeMachinesHost({ ...sources, events: () => events });
  const happen = (event: VmEvent): void => {
    events = [event, ...events];
    happened.fire(event);
  };
  return { session, host, happen };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
