import assert from 'node:assert/strict';
import { once } from 'node:events';
import { isError } from '../../extension/core/base/errors.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { makeFleetFolder, openShell, sh, signal, type FleetFolder } from './fleets.ts';

describe('A VM on this machine', () => {
  let place: FleetFolder;
  let fleet: Fleet;
  let alpha: Vm;

  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
    alpha = await fleet.create(place.spec('alpha'), signal);
    await alpha.start({}, signal);
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  it('goes on from a saved state as a machine of its own', async () => {
    const beta = await fleet.create(place.spec('beta'), signal);
    await beta.start({}, signal);
    const identity = 'hostname; getent hosts $(hostname); od -An -N8 -x /dev/urandom';
    const [one, two] = [await sh(alpha, identity), await sh(beta, identity)];
    assert.match(one, /^alpha\n127\.0\.1\.1 +alpha\n/);
    assert.match(two, /^beta\n127\.0\.1\.1 +beta\n/);
    assert.notEqual(one.split('\n')[2], two.split('\n')[2]);
    const clock = Number(await sh(beta, 'date +%s'));
    assert.ok(Math.abs(clock - Date.now() / 1000) < 5, `the guest’s clock says ${clock}`);
    assert.equal(beta.facts.started?.how, 'saved');
    assert.equal(beta.facts.status, 'running');
    await fleet.remove('beta', signal);
  });

  it('is a process on its host with a thread for each CPU', () => {
    const { process, accelerator, disks } = alpha.facts;
    assert.equal(process?.place, 'host');
    assert.equal(process.cpuThreads.length, 1);
    assert.ok(process.args.includes('-nodefaults'));
    assert.equal(accelerator.name, 'tcg');
    assert.equal(disks[0]?.chain.length, 3);
  });

  it('runs programs: input, environment, folder, output and exit code', async () => {
    const result = await alpha.run(
      {
        program: 'sh',
        args: ['-c', 'cat; echo "$A $0 $1" >&2; pwd; exit 3', 'a b', "c'd"],
        cwd: '/tmp',
        env: { A: 'ä' },
        input: 'in\n',
      },
      signal,
    );
    assert.deepEqual(result, { exitCode: 3, stdout: 'in\n/tmp\n', stderr: "ä a b c'd\n" });
  });

  it('ends a program with its children when its time is up, or when it is given up', async () => {
    const script = 'sleep 4711 & sleep 4711 & wait';
    const command = { program: 'sh', args: ['-c', script], timeoutMs: 500 };
    const result = await alpha.run(command, signal);
    assert.match(result.failure ?? '', /longer than 0.5 seconds/);
    await assert.rejects(alpha.run({ ...command, timeoutMs: 60_000 }, AbortSignal.timeout(500)));
    assert.equal(await sh(alpha, 'pgrep -c -f "sleep 471[1]" || true'), '0');
  });

  it('takes files and gives them back, with their mode', async () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
    await alpha.writeFile('/root/a file', content, 0o640, signal);
    const read = await alpha.readFile('/root/a file', signal);
    assert.deepEqual(read, { content, mode: 0o640, kind: 'file' });
    assert.equal((await alpha.readFile('/root', signal))?.kind, 'folder');
    assert.equal((await alpha.readFile('/dev/null', signal))?.kind, 'other');
    assert.equal(await alpha.readFile('/root/none', signal), undefined);
    assert.match(
      (await alpha.readFile('/proc/version', signal))?.content.toString() ?? '',
      /Linux/,
    );
    await assert.rejects(alpha.writeFile('/none/file', content, 0o600, signal), (error) =>
      isError(error, 'guest-file-unwritable'),
    );
  });

  it('stands still when it is paused, and says so to who asks it for something', async () => {
    await alpha.pause(signal);
    assert.equal(alpha.facts.status, 'paused');
    await assert.rejects(sh(alpha, 'true'), (error) => isError(error, 'vm-paused'));
    await alpha.resume(signal);
    assert.equal(alpha.facts.status, 'running');
    await sh(alpha, 'true');
  });

  it('has consoles of a size, each for one at a time', async () => {
    const stream = await openShell(alpha, 1);
    await assert.rejects(alpha.connectConsole(1, signal), (error) =>
      isError(error, 'console-busy'),
    );
    await alpha.resizeConsole(1, 33, 99, signal);
    stream.write('stty size; echo; echo end-$((1+1))\r');
    let heard = '';
    while (!heard.includes('end-2')) heard += String((await once(stream, 'data', { signal }))[0]);
    assert.match(heard, /33 99/);
    stream.destroy();
  });

  it('answers QEMU’s own commands, and tells its events', async () => {
    const events: string[] = [];
    const listener = fleet.onDidHappen(({ vm, name }) => events.push(`${vm} ${name}`));
    await alpha.qmp('stop', {}, signal);
    await alpha.qmp('cont', {}, signal);
    assert.deepEqual(events, ['alpha STOP', 'alpha RESUME']);
    await assert.rejects(alpha.qmp('dance', {}, signal), /refused dance/);
    listener.dispose();
  });

  it('goes on when Isolab ends, and is found again', async () => {
    await sh(alpha, 'echo kept >/run/kept');
    const { process } = alpha.facts;
    await fleet[Symbol.asyncDispose]();
    fleet = await place.open();
    alpha = fleet.vm('alpha') ?? assert.fail('it is gone');
    assert.deepEqual(alpha.facts.process?.pid, process?.pid);
    assert.deepEqual(alpha.facts.process?.args, process?.args);
    assert.equal(await sh(alpha, 'cat /run/kept'), 'kept');
  });

  it('powers down, keeps its disk, and boots from it the next time', async () => {
    await sh(alpha, 'echo kept >/root/kept');
    await alpha.stop({}, signal);
    assert.equal(alpha.facts.status, 'off');
    assert.equal(alpha.facts.process, undefined);
    assert.deepEqual(await place.leftovers(), []);
    await assert.rejects(sh(alpha, 'true'), (error) => isError(error, 'vm-not-running'));
    await alpha.start({}, signal);
    assert.equal(alpha.facts.started?.how, 'cold');
    assert.equal(await sh(alpha, 'cat /root/kept; hostname'), 'kept\nalpha');
    assert.match(await alpha.consoleLog(), /Linux version/);
  });

  it('boots again when it is reset, also by itself', async () => {
    await sh(alpha, 'echo lost >/run/lost');
    await alpha.reset(signal);
    await sh(alpha, '[ ! -e /run/lost ]');
    const isBack = new Promise<void>((resolve) => {
      let wasAway = false;
      alpha.onDidChange(({ status }) => {
        wasAway ||= status === 'starting';
        if (wasAway && status === 'running') resolve();
      });
    });
    // It may be gone before it says that the command has ended.
    await sh(alpha, 'echo lost >/run/lost; setsid reboot >/dev/null 2>&1 &').catch(() => {});
    await isBack;
    await sh(alpha, '[ ! -e /run/lost ]');
  });

  it('leaves nothing when it is removed', async () => {
    await fleet.remove('alpha', signal);
    assert.deepEqual(fleet.vms, []);
    assert.deepEqual(await place.leftovers(), []);
    assert.equal(fleet.vm('alpha'), undefined);
  });
});
