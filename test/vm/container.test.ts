import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { openQemuContainer, qemuImage } from '../../extension/core/machine/qemuContainer.ts';
import { openFleet } from '../../extension/core/qemu/fleet.ts';
import type { Fleet } from '../../extension/core/qemu/vm.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { ensureGuest } from '../../extension/core/recipe/guest/ensureGuest.ts';
import type { GuestImage } from '../../extension/core/recipe/guest/guestImage.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { smallSpec } from './smallSpec.ts';

const labs = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);
const quiet = (): void => {};

describe('QEMU in a container of the engine', function () {
  this.timeout(600_000);
  // Not a session's label: whoever cleans up after sessions knows none of this name.
  const session = randomUUID();
  const labels = { 'isolab.test': session };
  let engine: Engine;
  let files: GuestImage;
  let folder: string;
  let fleet: Fleet;

  const open = async (): Promise<Fleet> => {
    const folders = [folder, dirname(files.disk)] as const;
    const place = await openQemuContainer({ engine, labels, folders }, signal);
    const options = { session, log: silentLog };
    return openFleet({ place, folder, cacheFolder: join(folder, '_cache'), ...options }, signal);
  };
  const containers = async () =>
    (await engine.containers(signal)).filter((each) => each.labels['isolab.test'] === session);

  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await ensureImages(engine, [qemuImage], await listRecipes(labs), quiet, signal);
    const sources = { labsFolder: labs, cacheFolder: cacheFolder() };
    files = await ensureGuest('base', sources, quiet, signal);
    folder = await mkdtemp(join(cacheFolder(), 'isolab-vm-'));
    fleet = await open();
  });

  after(async () => {
    await fleet.removeAll(signal);
    await fleet[Symbol.asyncDispose]();
    for (const { id } of await containers()) await engine.removeContainer(id, signal);
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('boots a guest, in which commands run', async () => {
    const vm = await fleet.create({ ...smallSpec(files), boot: 'cold' }, signal);
    await vm.start({}, signal);
    assert.equal(vm.facts.status, 'running');
    assert.equal(vm.facts.process?.place, 'container');
    const { stdout } = await vm.run({ program: 'uname', args: ['-n'] }, signal);
    assert.equal(stdout, 'alpha\n');
  });

  it('takes no right, and opens no port', async () => {
    const [container] = await containers();
    assert.deepEqual(container?.ports, {});
  });

  it('is found again with its guest', async () => {
    await fleet[Symbol.asyncDispose]();
    fleet = await open();
    assert.equal((await containers()).length, 1);
    const vm = fleet.vm('alpha');
    assert.ok(vm !== undefined);
    const { stdout } = await vm.run({ program: 'cat', args: ['/proc/1/comm'] }, signal);
    assert.equal(stdout, 'busybox\n');
  });

  it('ends with its guest', async () => {
    await fleet.vm('alpha')?.stop({ force: true }, signal);
    assert.equal(fleet.vm('alpha')?.facts.status, 'off');
  });
});
