import assert from 'node:assert/strict';
import { silentLog } from '../../extension/core/base/log.ts';
import { tapeEvents } from '../../extension/core/kernel/tape/events.ts';
import type { NoTape, Tape } from '../../extension/core/kernel/tape/tape.ts';
import type { TapeEvent } from '../../extension/core/kernel/tape/tapeEvent.ts';
import { openGuestTape } from '../../extension/core/machine/guestTape.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { opened } from '../kernel/opened.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

describe('The tape of a guest', () => {
  let place: FleetFolder;
  let fleet: Fleet;
  let vm: Vm;

  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
    vm = await fleet.create(place.spec('alpha'), signal);
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  const open = (): Promise<Tape | NoTape> => openGuestTape(vm, silentLog, signal);

  it('is none while the guest is off', async () => {
    const tape = await open();
    assert.ok('reason' in tape);
    assert.equal(tape.reason, 'The VM alpha does not run.');
  });

  it('shows what isolates in there, with numbers that are the guest’s own', async () => {
    await vm.start({}, signal);
    await using tape = opened(await open());
    assert.equal(tape.method, 'agent');
    assert.equal(tape.sharesPids, false);
    const start = Date.now();
    const events = await during(tape, 'unshare --uts --pid --fork hostname inner');
    const end = Date.now();
    const unshare = events.find((e) => e.kind === 'call' && e.call === 'unshare');
    assert.ok(unshare?.kind === 'call');
    assert.deepEqual([unshare.args, unshare.result], [{ flags: 'NEWUTS|NEWPID' }, 0]);
    assert.ok(events.some((e) => e.kind === 'call' && e.call === 'sethostname' && e.result === 0));
    assert.ok(events.some((e) => e.kind === 'exec' && e.path === '/usr/bin/unshare'));
    // By this computer's clock, whatever the guest's says.
    assert.ok(unshare.at > start - 1000 && unshare.at < end + 1000);
    assert.ok(!events.some(({ kind }) => kind === 'lost'));
  });

  it('turns no event on, for the guest has all of them on since its boot', async () => {
    const off = await sh(
      vm,
      `cd /sys/kernel/tracing/instances/isolab/events
       for event in ${tapeEvents.join(' ')}; do
         [ "$(cat $event/enable)" = 1 ] || echo $event
       done`,
    );
    assert.equal(off, '');
  });

  it('leaves a guest that writes nothing on it', async () => {
    const recording = 'cat /sys/kernel/tracing/instances/*/tracing_on';
    const tape = opened(await open());
    assert.equal(await sh(vm, recording), '1');
    await tape[Symbol.asyncDispose]();
    assert.equal(await sh(vm, `until [ "$(${recording})" = 0 ]; do sleep 0.1; done`), '');
  });

  it('ends when the guest goes on from a snapshot, and can begin anew', async () => {
    const tape = opened(await open());
    await vm.saveSnapshot('before', signal);
    await tape[Symbol.asyncDispose]();
    const other = opened(await open());
    await vm.restoreSnapshot('before', signal);
    assert.notEqual(await other.ended, '');
    await other[Symbol.asyncDispose]();
    await using next = opened(await open());
    const events = await during(next, 'unshare --uts true');
    assert.ok(events.some((e) => e.kind === 'call' && e.call === 'unshare'));
  });

  async function during(tape: Tape, script: string): Promise<readonly TapeEvent[]> {
    const events: TapeEvent[] = [];
    const subscription = tape.onDidWrite((some) => events.push(...some));
    await sh(vm, script);
    await tape.flush(signal);
    subscription.dispose();
    return events;
  }
});
