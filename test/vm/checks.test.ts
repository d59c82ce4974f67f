import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { checkSchema, type Check } from '../../extension/core/check/check.ts';
import { evaluateCheck } from '../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../extension/core/check/gather.ts';
import type { Verdict } from '../../extension/core/check/verdict.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { Consoles } from '../../extension/core/machine/consoles.ts';
import { openGuest } from '../../extension/core/machine/guest.ts';
import { openHost } from '../../extension/core/machine/host.ts';
import type { Machine } from '../../extension/core/machine/machine.ts';
import { openFleet } from '../../extension/core/qemu/fleet.ts';
import { HostPlace } from '../../extension/core/qemu/place/host.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { ensureGuest } from '../../extension/core/recipe/guest/ensureGuest.ts';
import { smallSpec } from './smallSpec.ts';

const labs = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);

describe('Checks on a real guest', function () {
  this.timeout(600_000);
  let folder: string;
  let fleet: Fleet;
  let probe: Probe;
  let guest: Machine;
  let vm: Vm;

  before(async () => {
    const sources = { labsFolder: labs, cacheFolder: cacheFolder() };
    const files = await ensureGuest('base', sources, () => {}, signal);
    folder = await mkdtemp(join(cacheFolder(), 'isolab-checks-'));
    const place = new HostPlace();
    const session = randomUUID();
    const options = { place, folder, session, cacheFolder: cacheFolder(), log: silentLog };
    fleet = await openFleet(options, signal);
    vm = await fleet.create({ ...smallSpec(files), boot: 'cold' }, signal);
    await vm.start({}, signal);
    const shell = () => ({ program: 'sh', args: [], cwd: '/', env: {} });
    guest = openGuest({ vm, consoles: new Consoles(vm, () => {}), shell });
    probe = await openInProcessProbe(silentLog);
  });

  after(async () => {
    await guest[Symbol.asyncDispose]();
    await fleet.removeAll(signal);
    await fleet[Symbol.asyncDispose]();
    await probe[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** What a learner types in the guest. */
  async function type(line: string): Promise<string> {
    const command = { program: 'sh', args: ['-c', line], timeoutMs: 60_000 };
    const { stdout, stderr } = await guest.run(command, signal);
    return stdout + stderr;
  }

  async function judge(check: Check): Promise<Verdict> {
    const world = gatherWorld({
      probe,
      machine: openHost(folder, {}),
      guests: (name) => (name === 'alpha' && vm.facts.status === 'running' ? guest : undefined),
      vms: async () => fleet.vms.map(({ facts }) => facts),
      answers: { of: () => undefined },
      signal,
    });
    return evaluateCheck(checkSchema.parse(check), world, signal);
  }

  /** The check does not hold, the learner types the line, and it does. */
  async function comesTrue(check: Check, line: string): Promise<void> {
    const before = await judge(check);
    assert.equal(before.status, 'failed', before.observed);
    await type(line);
    const after = await judge({ within: { time: '10s', check } });
    assert.equal(after.status, 'passed', `${after.expected} / ${after.observed}`);
  }

  it('know the guest and its border to the host', async () => {
    const both = { vm: { name: 'alpha', status: 'running', accelerator: 'tcg' } } as const;
    assert.equal((await judge(both)).status, 'passed');
    const differs = { namespace: { of: 'guest:alpha', type: 'pid', differs: 'host' } } as const;
    assert.equal((await judge(differs)).status, 'passed');
    const same = { namespace: { of: 'guest:alpha', type: 'cgroup', same: 'host' } } as const;
    assert.equal((await judge(same)).status, 'failed');
  });

  it('see a root directory that was changed', () =>
    comesTrue(
      { process: { in: 'guest:alpha', name: 'sleep', root: '/root/lab/jail' } },
      `mkdir -p jail/bin && cp /bin/busybox jail/bin/sleep &&
       { setsid chroot jail /bin/sleep 1000 >/dev/null 2>&1 & }`,
    ));

  it('see namespaces of a process that was just made', () =>
    comesTrue(
      {
        all: [
          { process: { in: 'guest:alpha', command: 'sleep 2000', pid: 1 } },
          {
            namespace: {
              of: 'guest:alpha/process:sleep',
              type: ['pid', 'uts'],
              differs: 'guest:alpha',
            },
          },
        ],
      },
      'setsid unshare --fork --pid --uts sleep 2000 >/dev/null 2>&1 &',
    ));

  it('see a cgroup that was made by hand, and what is missing in it', async () => {
    const limited: Check = {
      cgroup: { of: 'guest:alpha/cgroup:/demo/inner', memory: { max: '16m' } },
    };
    await comesTrue({ cgroup: { of: 'guest:alpha/cgroup:/demo' } }, 'mkdir /sys/fs/cgroup/demo');
    await type('mkdir /sys/fs/cgroup/demo/inner');
    assert.match((await judge(limited)).observed, /has no controller `memory`/);
    await comesTrue(
      limited,
      `echo +memory >/sys/fs/cgroup/cgroup.subtree_control
       echo +memory >/sys/fs/cgroup/demo/cgroup.subtree_control
       echo 16M >/sys/fs/cgroup/demo/inner/memory.max`,
    );
    await comesTrue(
      {
        cgroup: { of: 'guest:alpha/cgroup:/demo/inner', memory: { oomKills: { atLeast: 1 } } },
      },
      "sh -c 'echo $$ >/sys/fs/cgroup/demo/inner/cgroup.procs; exec tail /dev/zero'",
    );
  });

  it('follow a count that goes on, and see it end', async () => {
    const script = 'i=0; while :; do i=$((i+1)); echo $i >>/root/lab/count; sleep 0.1; done';
    await type(`setsid sh -c '${script}' >/dev/null 2>&1 & echo $! >/run/counter`);
    await type('sleep 2');
    await vm.migrate(signal);
    const counted: Check = { migration: { of: 'alpha', counted: '/root/lab/count' } };
    const verdict = await judge({ within: { time: '10s', check: counted } });
    assert.equal(verdict.status, 'passed', verdict.observed);
    await type('kill $(cat /run/counter); touch -d 1970-01-02 count');
    assert.match((await judge(counted)).observed, /grows no more/);
  });

  it('say what a guest that stands still is', async () => {
    await vm.pause(signal);
    const asks: Check = { command: { in: 'guest:alpha', run: ['true'] } };
    assert.equal((await judge(asks)).observed, '`alpha` is paused.');
    await vm.resume(signal);
    assert.equal((await judge(asks)).status, 'passed');
  });
});
