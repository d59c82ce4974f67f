import assert from 'node:assert/strict';
import { execa } from 'execa';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../extension/core/base/errors.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

/** Parent, name and mark of each: ". one*" is the first, and current. */
function tree({ facts }: Vm): readonly string[] {
  return facts.snapshots.map(
    ({ name, parent, isCurrent }) => `${parent ?? '.'} ${name}${isCurrent ? '*' : ''}`,
  );
}

function filesOf({ facts }: Vm, disk: string): readonly string[] {
  const { chain = [] } = facts.disks.find(({ name }) => name === disk) ?? {};
  return chain.map(({ file }) => file);
}

describe('VM snapshots and clones', function () {
  this.timeout(600_000);
  let place: FleetFolder;
  let fleet: Fleet;
  let alpha: Vm;

  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
    alpha = await fleet.create(place.spec('alpha', { disks: { data: 32 * 1024 * 1024 } }), signal);
    await alpha.start({}, signal);
  });

  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  it('are a tree, and the guest goes back to any of them with memory and disks', async () => {
    await sh(alpha, 'echo 1 | tee /root/disk /dev/shm/memory; echo 1 >/dev/vdb');
    await alpha.saveSnapshot('one', signal);
    await sh(alpha, 'echo 2 | tee /root/disk /dev/shm/memory; echo 2 >/dev/vdb');
    await alpha.saveSnapshot('two', signal);
    await alpha.restoreSnapshot('one', signal);
    assert.equal(await sh(alpha, 'cat /root/disk /dev/shm/memory; head -n 1 /dev/vdb'), '1\n1\n1');
    await alpha.saveSnapshot('three', signal);
    assert.deepEqual(tree(alpha), ['. one', 'one two', 'one three*']);
    await alpha.restoreSnapshot('two', signal);
    assert.equal(await sh(alpha, 'cat /root/disk /dev/shm/memory; head -n 1 /dev/vdb'), '2\n2\n2');
  });

  it('set the guest’s clock when they are restored', async () => {
    const clock = Number(await sh(alpha, 'date +%s'));
    assert.ok(Math.abs(clock - Date.now() / 1000) < 5, `the guest’s clock says ${clock}`);
  });

  it('hand their children to their parent when they are deleted', async () => {
    await alpha.restoreSnapshot('one', signal);
    await alpha.saveSnapshot('four', signal);
    await alpha.saveSnapshot('five', signal);
    await alpha.deleteSnapshot('four', signal);
    assert.deepEqual(tree(alpha), ['. one', 'one two', 'one three', 'one five*']);
  });

  it('stay what they are while somebody looks all the time', async () => {
    const before = tree(alpha);
    let looks = 0;
    let isOver = false;
    const look = async (): Promise<void> => {
      const { signal: own } = new AbortController();
      for (; !isOver; looks++) await alpha.refresh(own);
    };
    const looking = Promise.all([look(), look(), look()]);
    try {
      for (const round of [1, 2, 3, 4, 5]) {
        await alpha.saveSnapshot('seven', signal);
        assert.deepEqual(tree(alpha).at(-1), 'five seven*', `round ${round}`);
        await alpha.deleteSnapshot('seven', signal);
        assert.deepEqual(tree(alpha), before, `round ${round}`);
      }
    } finally {
      isOver = true;
      await looking;
    }
    assert.ok(looks > 20, `${looks} looks`);
  });

  it('refuse a name that is there, and one that is none', async () => {
    await assert.rejects(alpha.saveSnapshot('two', signal), (error) =>
      isError(error, 'snapshot-exists'),
    );
    await assert.rejects(alpha.saveSnapshot('2', signal), (error) =>
      isError(error, 'snapshot-name-bad'),
    );
    await assert.rejects(alpha.restoreSnapshot('six', signal), (error) =>
      isError(error, 'snapshot-unknown'),
    );
  });

  it('bring back a guest whose kernel has given up', async () => {
    await sh(alpha, '(sleep 0.2; echo c >/proc/sysrq-trigger) >/dev/null 2>&1 &');
    while (alpha.facts.status !== 'panicked') {
      await new Promise<void>((resolve) => {
        const listener = alpha.onDidChange(() => (listener.dispose(), resolve()));
      });
    }
    await alpha.restoreSnapshot('two', signal);
    assert.equal(alpha.facts.status, 'running');
    assert.equal(await sh(alpha, 'cat /root/disk'), '2');
  });

  it('stay when the VM is cloned while it runs; both stand on what was written', async () => {
    await sh(alpha, 'echo common >/root/disk');
    const files = new Map(['system', 'data'].map((disk) => [disk, filesOf(alpha, disk)]));
    const beta = await fleet.clone('alpha', 'beta', signal);
    await sh(alpha, 'echo alpha >/root/disk');
    for (const [disk, below] of files) {
      const [ofAlpha, ofBeta] = [filesOf(alpha, disk), filesOf(beta, disk)];
      assert.deepEqual(ofAlpha.slice(1), below);
      assert.deepEqual(ofBeta.slice(1), below);
      assert.notEqual(ofAlpha[0], ofBeta[0]);
    }
    assert.deepEqual(tree(beta), []);
    const [own] = beta.facts.disks[0]?.chain ?? [];
    assert.ok(own !== undefined && own.ownBytes < 1024 * 1024, `it owns ${own?.ownBytes} bytes`);
    await beta.start({}, signal);
    assert.equal(await sh(beta, 'hostname; cat /root/disk'), 'beta\ncommon');
    await alpha.saveSnapshot('after', signal);
    await alpha.restoreSnapshot('one', signal);
    assert.equal(await sh(alpha, 'cat /root/disk /dev/shm/memory'), '1\n1');
    await alpha.restoreSnapshot('after', signal);
    assert.equal(await sh(alpha, 'cat /root/disk'), 'alpha');
  });

  it('survive in a clone whose source was removed', async () => {
    await fleet.remove('alpha', signal);
    const beta = fleet.vm('beta');
    assert.ok(beta !== undefined);
    await beta.stop({ force: true }, signal);
    await beta.start({}, signal);
    assert.equal(await sh(beta, 'cat /root/disk'), 'common');
  });

  it('are refused in words where a disk is damaged', async () => {
    const broken = await fleet.create(place.spec('broken'), signal);
    const file = broken.facts.disks[0]?.chain[0]?.file ?? '';
    await truncate(file, 0);
    await writeFile(file, 'no disk');
    await assert.rejects(broken.refresh(signal), (error) => {
      assert.ok(isError(error, 'disk-unusable'));
      assert.ok(error.message.includes(file), error.message);
      return true;
    });
    await fleet.remove('broken', signal);
  });

  it('are refused in words on a disk that is full, and the guest goes on', async () => {
    const mount = await mkdtemp(join(tmpdir(), 'isolab-full-'));
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'isolab-full', mount]);
    try {
      await using small = await makeFleetFolder(mount);
      await using own = await small.open();
      const gamma = await own.create(small.spec('gamma'), signal);
      await gamma.start({}, signal);
      await assert.rejects(gamma.saveSnapshot('one', signal), (error) =>
        isError(error, 'snapshot-without-room'),
      );
      assert.deepEqual(tree(gamma), []);
      await sh(gamma, 'echo on >/root/file; sync');
    } finally {
      await execa('umount', [mount]);
      await rm(mount, { recursive: true, force: true });
    }
  });
});
