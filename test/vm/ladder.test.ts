import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { measureLadder } from '../../extension/core/ladder/measure.ts';
import type { Ladder, Measured, RungKind } from '../../extension/core/ladder/rung.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { findVmEquipment } from '../../extension/core/machine/vmEquipment.ts';

const recipes = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);

describe('The isolation ladder', function () {
  this.timeout(300_000);
  let engine: Engine;
  let probe: Probe;
  let folder: string;
  let ladder: Ladder;

  const rung = (kind: RungKind): Measured => {
    const found = ladder.rungs.find((each) => each.kind === kind)?.measured;
    assert.ok(found?.seen === true, `${kind}: ${found?.seen === false ? found.reason : ''}`);
    return found.value;
  };

  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    probe = await openProbe(engine, recipes, silentLog, signal);
    folder = await mkdtemp(join(tmpdir(), 'isolab-cache-'));
    const sources = { recipes, engine, log: silentLog, cacheFolder: cacheFolder() };
    const means = { engine, probe, recipes, vms: findVmEquipment(sources), cacheFolder: folder };
    const progress = { begins: () => {}, ends: () => {}, report: () => {} };
    ladder = await measureLadder(means, progress, signal);
  });

  after(async () => {
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('measures the start and the memory of each rung', () => {
    for (const kind of ['process', 'chroot', 'container', 'vm-tcg'] as const) {
      const { startMs, memoryBytes } = rung(kind);
      assert.ok(startMs.length > 1 && startMs.every((time) => time > 0), kind);
      assert.ok(memoryBytes > 100_000, `${kind}: ${memoryBytes}`);
    }
    assert.ok(Math.min(...rung('vm-tcg').startMs) > Math.max(...rung('process').startMs));
  });

  it('finds one kernel for all but the VM, which has its own', () => {
    for (const kind of ['process', 'chroot', 'container'] as const) {
      assert.equal(rung(kind).kernelRelease, release(), kind);
      assert.ok(!rung(kind).hasOwnKernel);
    }
    assert.ok(rung('vm-tcg').hasOwnKernel);
    assert.match(rung('vm-tcg').kernelRelease, /cloud/);
  });

  it('finds namespaces from the container on', () => {
    assert.deepEqual(rung('process').ownNamespaces, []);
    assert.deepEqual(rung('chroot').ownNamespaces, []);
    const own = rung('container').ownNamespaces;
    assert.deepEqual(own.slice(0, 5), ['mnt', 'pid', 'net', 'ipc', 'uts']);
    assert.equal(rung('vm-tcg').ownNamespaces.length, 8);
  });

  it('leaves nothing', async () => {
    const containers = await engine.containers(signal);
    const own = String(process.pid);
    assert.ok(containers.every(({ labels }) => labels['isolab.ladder'] !== own));
    assert.deepEqual(await readdir(join(folder, 'ladder')), []);
  });
});
