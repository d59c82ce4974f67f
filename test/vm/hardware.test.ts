import assert from 'node:assert/strict';
import { isError } from '../../extension/core/base/errors.ts';
import type { MigrationFacts } from '../../extension/core/qemu/facts.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

const mebibyte = 1024 * 1024;

describe('A running VM', function () {
  this.timeout(600_000);
  let place: FleetFolder;
  let fleet: Fleet;
  let alpha: Vm;

  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
    alpha = await fleet.create(place.spec('alpha', { cpus: { start: 1, max: 3 } }), signal);
    await alpha.start({}, signal);
    await alpha.saveSnapshot('small', signal);
  });

  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  it('is given CPUs, and they are taken from it', async () => {
    await alpha.setCpus(3, signal);
    assert.equal(await sh(alpha, 'nproc'), '3');
    assert.equal(alpha.facts.process?.cpuThreads.length, 3);
    await alpha.setCpus(2, signal);
    assert.equal(await sh(alpha, 'nproc'), '2');
    assert.deepEqual(alpha.facts.cpus, { current: 2, max: 3 });
    await assert.rejects(alpha.setCpus(4, signal), (error) => isError(error, 'cpus-impossible'));
  });

  it('is given memory by a module, and the balloon takes from it', async () => {
    const total = "awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo";
    const before = Number(await sh(alpha, total));
    await alpha.setMemory(300 * mebibyte, signal);
    assert.equal(alpha.facts.memory.totalBytes, 384 * mebibyte);
    assert.equal(alpha.facts.memory.currentBytes, 300 * mebibyte);
    assert.equal(Number(await sh(alpha, total)), before + 128);
    await alpha.setMemory(200 * mebibyte, signal);
    assert.equal(alpha.facts.memory.currentBytes, 200 * mebibyte);
    assert.equal(alpha.facts.memory.totalBytes, 256 * mebibyte);
  });

  it('keeps the memory that its programs need', async () => {
    await assert.rejects(alpha.setMemory(16 * mebibyte, signal), (error) =>
      isError(error, 'memory-impossible'),
    );
    await assert.rejects(alpha.setMemory(4096 * mebibyte, signal), (error) =>
      isError(error, 'memory-impossible'),
    );
    await sh(alpha, 'true');
  });

  it('moves to another process with what was plugged, and counts on without a gap', async () => {
    await alpha.setMemory(384 * mebibyte, signal);
    const count = 'i=0; while :; do i=$((i+1)); echo $i; done >/root/count';
    await sh(alpha, `setsid sh -c '${count}' >/dev/null 2>&1 &`);
    const seen: MigrationFacts[] = [];
    const listener = alpha.onDidChange(({ migration }) => migration && seen.push(migration));
    const before = alpha.facts.process?.pid;
    const facts = await alpha.migrate(signal);
    listener.dispose();
    assert.equal(facts.status, 'completed');
    assert.equal(facts.fromPid, before);
    assert.equal(facts.toPid, alpha.facts.process?.pid);
    assert.ok(seen.some(({ status, remainingBytes }) => status === 'active' && remainingBytes > 0));
    const lines = 'wc -l </root/count';
    const then = Number(await sh(alpha, lines));
    assert.equal(await sh(alpha, 'nproc'), '2');
    const gaps = "head -n 2000 /root/count | awk '$1 != NR' | wc -l";
    assert.equal(await sh(alpha, gaps), '0');
    assert.ok(Number(await sh(alpha, lines)) > then, 'it still counts');
    assert.ok((facts.downtimeMs ?? NaN) < 1_000, `it stood still for ${facts.downtimeMs} ms`);
  });

  it('stays where it is when its move is given up', async () => {
    const before = alpha.facts.process?.pid;
    const given = new AbortController();
    const listener = alpha.onDidChange(({ migration }) => {
      if (migration?.status === 'active' && migration.transferredBytes > 0) given.abort();
    });
    await assert.rejects(alpha.migrate(given.signal));
    listener.dispose();
    assert.equal(alpha.facts.process?.pid, before);
    assert.equal(alpha.facts.status, 'running');
    await sh(alpha, 'true');
  });

  it('goes back to a VM snapshot from before it was given anything', async () => {
    await alpha.restoreSnapshot('small', signal);
    assert.equal(await sh(alpha, 'nproc'), '1');
    assert.equal(alpha.facts.memory.totalBytes, 256 * mebibyte);
    assert.equal(alpha.facts.cpus.current, 1);
  });

  it('counts what QEMU does for it', async () => {
    const { source, values } = await alpha.counters(signal);
    assert.equal(source, 'info jit');
    for (const name of ['translatedBlocks', 'translatedCodeBytes', 'qemuResidentBytes']) {
      assert.ok((values[name] ?? 0) > 0, name);
    }
  });
});
