import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { run } from '../../extension/core/base/run.ts';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../extension/core/base/errors.ts';
import { openGuestProbe } from '../../extension/core/machine/guestProbe.ts';
import type { VmEvent, VmFacts } from '../../extension/core/qemu/facts.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { numbersFrom } from '../fakes/random.ts';
import { makeFleetFolder, openShell, sh, signal, type FleetFolder } from './fleets.ts';

describe('When something of a VM breaks', () => {
  let place: FleetFolder;
  let fleet: Fleet;
  let vm: Vm;

  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
    vm = await fleet.create(place.spec('alpha'), signal);
    await vm.start({}, signal);
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  /** Resolves with the next facts that are so. */
  const whenFacts = (isIt: (facts: VmFacts) => boolean): Promise<VmFacts> =>
    new Promise((resolve) => {
      const listener = vm.onDidChange((facts) => {
        if (!isIt(facts)) return;
        listener.dispose();
        resolve(facts);
      });
    });

  /** Resolves with the next event of this name. */
  const whenHappens = (wanted: string): Promise<VmEvent> =>
    new Promise((resolve) => {
      const listener = vm.onDidHappen((event) => {
        if (event.name !== wanted) return;
        listener.dispose();
        resolve(event);
      });
    });

  it('a console that floods fills nobody’s memory, and holds nothing up', async () => {
    const stream = await openShell(vm, 0);
    const before = process.memoryUsage().rss;
    let heard = 0;
    stream.on('data', (chunk: Buffer) => (heard += chunk.length));
    const line = '\\033[31m\\033[2J%070d\\n';
    const flood = `yes "$(printf '${line}' 7)" | head -c 100000000`;
    await sh(vm, `{ ${flood}; } >/dev/ttyS0 2>/dev/null </dev/null &`);
    await once(stream, 'data', { signal });
    for (let count = 0; count < 5; count++) await sh(vm, 'sleep 1');
    assert.ok(heard > 10_000, `${heard} bytes came`);
    assert.ok(process.memoryUsage().rss - before < 100 * 1024 * 1024);
    assert.ok((await vm.consoleLog()).length <= 1024 * 1024);
    await sh(vm, 'pkill head');
    stream.destroy();
  });

  it('an agent that was killed comes again, and commands with it', async () => {
    await assert.rejects(sh(vm, 'pkill -KILL qemu-ga; sleep 5'));
    assert.equal(await sh(vm, 'echo here'), 'here');
  });

  it('a panic is an event; what waits for the guest is told at once, and a reset helps', async () => {
    const panicked = whenHappens('GUEST_PANICKED');
    const command = sh(vm, 'sync; echo c >/proc/sysrq-trigger; sleep 60');
    await assert.rejects(command, (error) => isError(error, 'vm-panicked'));
    await panicked;
    assert.equal(vm.facts.status, 'panicked');
    assert.match(vm.facts.trouble ?? '', /panicked/);
    assert.match(await vm.consoleLog(), /Kernel panic - not syncing: sysrq triggered crash/);
    await assert.rejects(sh(vm, 'true'), (error) => isError(error, 'vm-panicked'));
    await vm.reset(signal);
    assert.equal(vm.facts.status, 'running');
    assert.equal(vm.facts.trouble, undefined);
    await sh(vm, 'true');
  });

  it('a kernel that panics while it is read is told at once, and is read again after a reset', async () => {
    await using probe = openGuestProbe(vm);
    await probe.snapshot(signal);
    await sh(vm, '(sleep 1; echo c >/proc/sysrq-trigger) >/dev/null 2>&1 &');
    const reading = async (): Promise<void> => {
      for (;;) await probe.snapshot(signal);
    };
    const isPanic = (error: unknown): boolean => isError(error, 'vm-panicked');
    await assert.rejects(reading(), isPanic);
    await assert.rejects(probe.snapshot(signal), isPanic);
    await vm.reset(signal);
    // Nobody who is not heard answers: within the time in which that would be noticed.
    await probe.snapshot(AbortSignal.timeout(9_000));
  });

  it('a QEMU that was killed is lost, with an event; the VM can be started again', async () => {
    await sh(vm, 'echo kept >/root/kept; sync');
    const lost = whenFacts(({ status }) => status === 'lost');
    const exit = whenHappens('EXIT');
    const waiting = assert.rejects(sh(vm, 'sleep 60'));
    process.kill(vm.facts.process?.pid ?? assert.fail('it does not run'), 'SIGKILL');
    assert.match((await lost).trouble ?? '', /without a word/);
    assert.deepEqual((await exit).data['expected'], false);
    await waiting;
    assert.deepEqual(await place.leftovers(), []);
    await vm.start({}, signal);
    assert.equal(await sh(vm, 'cat /root/kept'), 'kept');
  });

  it('a disk that is damaged is named, with what can be done', async () => {
    await vm.stop({ force: true }, signal);
    const file = vm.facts.disks[0]?.chain[0]?.file ?? assert.fail('it has no disk');
    const opened = await open(file, 'r+');
    await opened.write('not a disk', 0);
    await opened.close();
    await assert.rejects(vm.start({}, signal), (error) => {
      assert.ok(isError(error, 'vm-not-started') || isError(error, 'disk-unusable'));
      assert.ok(error.message.includes(file), error.message);
      assert.ok(error.fix.length > 0);
      return true;
    });
    assert.equal(vm.facts.status, 'off');
    assert.deepEqual(await place.leftovers(), []);
    await fleet.remove('alpha', signal);
  });

  it('a start that is given up leaves nothing, whenever that is', async () => {
    vm = await fleet.create(place.spec('beta'), signal);
    const random = numbersFrom(20_261_121);
    for (let count = 0; count < 12; count++) {
      const moment = Math.floor(random() * 1_200);
      const giveUp = AbortSignal.timeout(moment);
      const failure = await vm.start({}, giveUp).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined) {
        assert.equal(failure, giveUp.reason, `after ${moment} ms`);
        assert.equal(vm.facts.status, 'off', `after ${moment} ms`);
      }
      await vm.stop({ force: true }, signal);
      assert.deepEqual(await place.leftovers(), [], `after ${moment} ms`);
      // What has run has a disk of its own, and would boot.
      await fleet.remove('beta', signal);
      vm = await fleet.create(place.spec('beta'), signal);
    }
    await vm.start({}, signal);
    assert.equal(await sh(vm, 'hostname'), 'beta');
  });

  it('a start is ended by a stop that is forced', async () => {
    await vm.stop({ force: true }, signal);
    const starting = vm.start({ boot: 'cold' }, signal);
    const stopped = assert.rejects(starting, (error) => isError(error, 'vm-stopped'));
    await whenFacts(({ process }) => process !== undefined);
    await vm.stop({ force: true }, signal);
    await stopped;
    assert.equal(vm.facts.status, 'off');
    await fleet.remove('beta', signal);
  });
});

describe('When a computer has no room for a VM', () => {
  it('its start says so, and leaves no process', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'isolab-full-'));
    const options = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs'];
    await run({ program: 'mount', args: [...options, parent] }, signal);
    try {
      await using place = await makeFleetFolder(parent);
      await using fleet = await place.open();
      const vm = await fleet.create(place.spec('alpha'), signal);
      await writeFile(join(parent, 'filler'), Buffer.alloc(1024 * 1024)).catch(() => {}); // that is the point
      await assert.rejects(vm.start({ boot: 'cold' }, signal), /space/i);
      assert.equal(vm.facts.status, 'off');
      assert.deepEqual(await place.leftovers(), []);
      await rm(join(parent, 'filler'));
      await vm.start({ boot: 'cold' }, signal);
      const write = sh(vm, 'head -c 20000000 /dev/urandom >/root/big; sync');
      await assert.rejects(write, (error) => isError(error, 'vm-disk-full'));
      assert.equal(vm.facts.status, 'paused');
      assert.match(vm.facts.trouble ?? '', /no room left/);
      await vm.stop({ force: true }, signal);
      assert.deepEqual(await place.leftovers(), []);
    } finally {
      await run({ program: 'umount', args: [parent] }, signal);
      await rm(parent, { recursive: true });
    }
  });
});

describe('A saved state', () => {
  it('that is damaged is made anew, once', async () => {
    await using place = await makeFleetFolder();
    const guest = join(place.folder, '_guest');
    await mkdir(guest);
    await copyFile(place.files.disk, join(guest, 'disk.qcow2'));
    const files = { ...place.files, disk: join(guest, 'disk.qcow2') };
    await using fleet = await place.open();
    const states = join(guest, 'states');
    const first = await fleet.create(place.spec('first', { files }), signal);
    await first.start({}, signal);
    const [name = ''] = await readdir(states);
    await writeFile(join(states, name, 'state'), 'QEVM and no more');
    const second = await fleet.create(place.spec('second', { files }), signal);
    await second.start({}, signal);
    assert.equal(second.facts.started?.how, 'saved');
    assert.equal(await sh(second, 'hostname'), 'second');
    // The disk that the first stands on is still there.
    await first.stop({}, signal);
    await first.start({}, signal);
    assert.equal(await sh(first, 'hostname; wc -c </usr/bin/strace >/dev/null'), 'first');
    await fleet.removeAll(signal);
  });
});
