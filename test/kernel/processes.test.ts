import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { diffSnapshots } from '../../extension/core/kernel/diff.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import type { KernelProcess } from '../../extension/core/kernel/model.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { until } from './until.ts';

const signal = AbortSignal.timeout(1_500_000);

describe('processes of this kernel', function () {
  this.timeout(30_000);
  let probe: Probe;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    probe = await openInProcessProbe(silentLog);
  });

  afterEach(async () => {
    await probe[Symbol.asyncDispose]();
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  function start(program: string, ...args: readonly string[]): ChildProcess {
    const child = spawn(program, args, { stdio: 'ignore' });
    children.push(child);
    return child;
  }

  const find = (isWanted: (process: KernelProcess) => boolean): Promise<KernelProcess> =>
    until('a process', async () => (await probe.snapshot(signal)).processes.find(isWanted));

  const see = (process: KernelProcess) => {
    assert.ok(process.namespaces.seen);
    return process.namespaces.value;
  };

  it('finds itself, in its namespaces and cgroup', async () => {
    const own = await find(({ pid }) => pid === process.pid);
    assert.equal(own.parentPid, process.ppid);
    assert.equal(own.userId, process.geteuid?.());
    assert.deepEqual(own.nestedPids, [process.pid]);
    assert.ok(Object.values(see(own)).every((inode) => inode > 0));
  });

  it('reads the name and title of a process that lies about itself', async () => {
    const name = ') R 1 2 (\n<b>';
    const title = 'a\n\u001b[2J\u202e<script>alert(1)</script>';
    const folder = mkdtempSync(join(tmpdir(), 'isolab-test-'));
    symlinkSync('/bin/sleep', join(folder, name));
    const child = spawn(join(folder, name), ['1005'], { argv0: title, stdio: 'ignore' });
    children.push(child);
    const liar = await find(({ pid, name: found }) => pid === child.pid && found !== 'node');
    assert.equal(liar.name, name);
    assert.deepEqual(liar.commandLine, [title, '1005']);
    assert.equal(liar.parentPid, process.pid);
    rmSync(folder, { recursive: true });
  });

  it('sees namespaces that a process made for itself', async () => {
    const args = ['--uts', '--ipc', '--net', '--mount', '--fork', '--pid', 'sleep', '1001'];
    start('unshare', ...args);
    const own = see(await find(({ pid }) => pid === process.pid));
    const sleeper = await find(({ commandLine }) => commandLine.join(' ') === 'sleep 1001');
    const inodes = see(sleeper);
    for (const type of ['uts', 'ipc', 'net', 'mnt', 'pid'] as const) {
      assert.notEqual(inodes[type], own[type], type);
    }
    assert.equal(inodes.user, own.user);
    assert.equal(sleeper.nestedPids.length, 2);
    assert.equal(sleeper.nestedPids[1], 1);
  });

  it('tells what was different afterwards', async () => {
    const before = await probe.snapshot(signal);
    start('unshare', '--uts', 'sleep', '1002');
    await find(({ commandLine }) => commandLine.join(' ') === 'sleep 1002');
    const changes = diffSnapshots(before, await probe.snapshot(signal));
    const started = changes.find(
      (change) =>
        change.kind === 'process-started' && change.process.commandLine.join(' ') === 'sleep 1002',
    );
    assert.ok(started?.kind === 'process-started');
    const inode = see(started.process).uts;
    assert.ok(
      changes.some(
        (change) => change.kind === 'namespace-created' && change.namespace.inode === inode,
      ),
    );
  });

  it('is not troubled by processes that come and go', async () => {
    const storm = start('bash', '-c', 'while :; do /bin/true & /bin/true; wait; done');
    for (let reading = 0; reading < 50; reading++) {
      const { processes } = await probe.snapshot(signal);
      assert.ok(processes.some(({ pid }) => pid === storm.pid));
      assert.ok(processes.every(({ pid, startTicks }) => pid > 0 && startTicks >= 0));
    }
  });

  it('shows the uid map and the capabilities of a root in a user namespace', async () => {
    const args = ['--user', '--map-root-user', 'sleep', '1003'];
    start('unshare', ...args);
    const sleeper = await find(({ commandLine }) => commandLine.join(' ') === 'sleep 1003');
    const details = await probe.process(sleeper.pid, signal);
    assert.deepEqual(details?.uidMap, {
      seen: true,
      value: [{ inside: 0, outside: 0, count: 1 }],
    });
    assert.ok(details.capabilities.seen);
    assert.ok(details.capabilities.value.effective.includes('sys_admin'));
  });

  it('says which user namespace owns a namespace', async () => {
    start('unshare', '--user', '--map-root-user', '--uts', 'sleep', '1008');
    const sleeper = await find(({ commandLine }) => commandLine.join(' ') === 'sleep 1008');
    const { namespaces } = await probe.snapshot(signal);
    const own = see(await find(({ pid }) => pid === process.pid));
    const ownerOf = (inode: number) =>
      namespaces.find((namespace) => namespace.inode === inode)?.owner;
    const { uts, user } = see(sleeper);
    assert.deepEqual(ownerOf(uts), { seen: true, value: user });
    assert.deepEqual(ownerOf(user), { seen: true, value: own.user });
    assert.deepEqual(ownerOf(own.net), { seen: true, value: own.user });
  });

  it('reads the network of a namespace that no sysfs shows, as far as /proc tells', async () => {
    start('unshare', '--net', 'sleep', '1004');
    const sleeper = await find(({ commandLine }) => commandLine.join(' ') === 'sleep 1004');
    const network = await probe.network(sleeper.pid, signal);
    assert.equal(network?.inode, see(sleeper).net);
    assert.ok(network.interfaces.seen && network.routes.seen);
    assert.ok(network.interfaces.value.some(({ name }) => name === 'lo'));
    assert.deepEqual(network.routes.value, []);
  });

  it('answers undefined for a process that is gone', async () => {
    const child = start('true');
    await once(child, 'exit');
    assert.equal(await probe.process(child.pid ?? 0, signal), undefined);
    assert.equal(await probe.network(child.pid ?? 0, signal), undefined);
  });

  it('stops when it is told to', async () => {
    await assert.rejects(probe.snapshot(AbortSignal.abort()), { name: 'AbortError' });
    assert.ok((await probe.snapshot(signal)).processes.length > 0);
  });

  it('closes every file with the probe', async () => {
    const before = readdirSync('/proc/self/fd').length;
    const another = await openInProcessProbe(silentLog);
    const { processes, cgroups } = await another.snapshot(signal);
    await another.cgroups(cgroups.slice(0, 5), signal);
    const open = readdirSync('/proc/self/fd').length - before;
    assert.ok(open > processes.length, `${open} files are kept open`);
    await another[Symbol.asyncDispose]();
    assert.ok(readdirSync('/proc/self/fd').length <= before);
  });
});
