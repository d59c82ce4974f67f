import assert from 'node:assert/strict';
import { checkSchema } from '../../../extension/core/check/check.ts';
import { vmFacts } from '../../fakes/facts.ts';
import { diskFacts, ladderFacts, migrationFacts } from '../../fakes/vms.ts';
import { itJudges, judge } from './expectVerdict.ts';

const lost = vmFacts({ name: 'lost', status: 'lost', trouble: 'QEMU was killed.' });
const isLost = 'QEMU was killed. Start the VM again: isolab vm start lost';

describe('The check `vm`', () => {
  const alpha = vmFacts({
    cpus: { current: 2, max: 4 },
    started: { at: 1, how: 'saved', tookMs: 900 },
  });
  const off = vmFacts({ name: 'off', status: 'off' });
  const panicked = vmFacts({ name: 'oops', status: 'panicked', trouble: 'Not syncing: sysrq' });
  const clone = vmFacts({ name: 'beta', clonedFrom: 'alpha', migration: migrationFacts() });
  itJudges({ vms: [alpha, off, panicked, lost, clone] }, [
    [{ vm: { name: 'alpha' } }, 'passed', '`alpha` exists'],
    [
      {
        vm: {
          name: 'alpha',
          status: 'running',
          accelerator: 'tcg',
          cpus: 2,
          memory: { atLeast: '200M' },
          started: 'saved',
        },
      },
      'passed',
      '`alpha` is running, runs by `tcg`, has CPUs: 2, has 256 MiB of memory, came up from a saved state',
    ],
    [{ vm: { name: 'alpha', status: 'paused' } }, 'failed', '`alpha` is running'],
    [{ vm: { name: 'alpha', status: ['paused', 'running'] } }, 'passed', '`alpha` is running'],
    [{ vm: { name: 'alpha', accelerator: 'kvm' } }, 'failed', '`alpha` runs by `tcg`'],
    [{ vm: { name: 'alpha', cpus: { above: 2 } } }, 'failed', '`alpha` has CPUs: 2'],
    [{ vm: { name: 'alpha', memory: '512M' } }, 'failed', '`alpha` has 256 MiB of memory'],
    [{ vm: { name: 'alpha', started: 'cold' } }, 'failed', '`alpha` came up from a saved state'],
    [{ vm: { name: 'alpha', migrated: true } }, 'failed', '`alpha` has not been migrated'],
    [{ vm: { name: 'alpha', clonedFrom: 'beta' } }, 'failed', '`alpha` is no clone'],
    [
      { vm: { name: 'beta', clonedFrom: 'alpha', migrated: true } },
      'passed',
      '`beta` has been migrated, is a clone of `alpha`',
    ],
    [{ vm: { name: 'beta', clonedFrom: 'x' } }, 'failed', '`beta` is a clone of `alpha`'],
    [{ vm: { name: 'alpha', absent: true } }, 'failed', '`alpha` exists'],
    [
      { vm: { name: 'gamma', status: 'running' } },
      'failed',
      'There is no VM named `gamma`. You have `alpha`, `off`, `oops`, `lost`, `beta`.',
    ],
    [{ vm: { name: 'gamma', absent: true } }, 'passed', 'There is no VM named `gamma`.'],
    [{ vm: { name: 'off', status: 'running' } }, 'failed', '`off` is off'],
    [{ vm: { name: 'off', started: 'cold' } }, 'failed', '`off` has not been started'],
    [
      { vm: { name: 'oops', status: 'running' } },
      'failed',
      '`oops` has panicked: its kernel has given up (`Not syncing: sysrq`)',
    ],
    [{ vm: { name: 'lost', status: 'running' } }, 'unable', isLost],
    [
      { vm: { name: 'lost', status: ['panicked', 'lost'] } },
      'passed',
      '`lost` has lost its QEMU (`QEMU was killed.`)',
    ],
    [{ vm: { name: 'lost', absent: true } }, 'failed', '`lost` exists'],
  ]);

  it('says where the learner sees the VM', async () => {
    const facts = { vms: [vmFacts()] };
    const there = await judge({ vm: { name: 'alpha' } }, facts);
    assert.deepEqual([there.see, there.focus], ['isolab vm show alpha', 'guest:alpha']);
    const none = await judge({ vm: { name: 'beta' } }, facts);
    assert.deepEqual([none.see, none.focus], ['isolab vm list', undefined]);
  });
});

describe('The check `disk`', () => {
  const above = (file: string, ...below: readonly string[]) =>
    diskFacts({
      chain: [file, ...below].map((each) => ({
        ...{ file: `/vms/${each}`, format: 'qcow2', ownBytes: 2 ** 20 },
      })),
    });
  const vms = [
    vmFacts({ disks: [above('alpha-2', 'alpha-1', 'base')] }),
    vmFacts({ name: 'beta', disks: [above('beta-1', 'alpha-1', 'base')] }),
    vmFacts({ name: 'gamma', disks: [above('gamma-1', 'other')] }),
    vmFacts({ name: 'plain', disks: [diskFacts({ chain: [] }), diskFacts({ name: 'data' })] }),
    lost,
  ];
  itJudges({ vms }, [
    [
      { disk: { of: 'alpha', virtualSize: '1g', ownSize: { below: '2M' }, format: 'qcow2' } },
      'passed',
      'The disk `system` of `alpha` holds 1 GiB, takes 1 MiB itself, has the format `qcow2`',
    ],
    [
      { disk: { of: 'alpha', chain: 3 } },
      'passed',
      'The disk `system` of `alpha` is made of files: 3 (`alpha-2` → `alpha-1` → `base`)',
    ],
    [
      { disk: { of: 'gamma', chain: { atLeast: 3 } } },
      'failed',
      'The disk `system` of `gamma` is made of files: 2 (`gamma-1` → `other`)',
    ],
    [
      { disk: { of: 'alpha', virtualSize: { above: '1g' } } },
      'failed',
      'The disk `system` of `alpha` holds 1 GiB',
    ],
    [
      { disk: { of: 'alpha', format: 'raw' } },
      'failed',
      'The disk `system` of `alpha` has the format `qcow2`',
    ],
    [
      { disk: { of: 'beta', sharedWith: 'alpha' } },
      'passed',
      'The disk `system` of `beta` stands on the same file as that of `alpha`: `alpha-1`',
    ],
    [
      { disk: { of: 'gamma', sharedWith: 'alpha' } },
      'failed',
      'The disk `system` of `gamma` stands on `other`, and that of `alpha` does not',
    ],
    [
      { disk: { of: 'plain', sharedWith: 'alpha' } },
      'failed',
      'The disk `system` of `plain` stands on no other file',
    ],
    [
      { disk: { of: 'alpha', sharedWith: 'nobody' } },
      'failed',
      'The disk `system` of `alpha` is not shared: `nobody` has no such disk',
    ],
    [
      { disk: { of: 'plain', name: 'data', chain: 2 } },
      'passed',
      'The disk `data` of `plain` is made of files: 2 (`system.qcow2` → `base.squashfs`)',
    ],
    [
      { disk: { of: 'alpha', name: 'data' } },
      'failed',
      '`alpha` has no disk `data`; it has `system`.',
    ],
    [
      { disk: { of: 'alpha', name: 'data', absent: true } },
      'passed',
      '`alpha` has no disk `data`; it has `system`.',
    ],
    [
      { disk: { of: 'nobody', chain: 2 } },
      'failed',
      'There is no VM named `nobody`. You have `alpha`, `beta`, `gamma`, `plain`, `lost`.',
    ],
    [
      { disk: { of: 'nobody', name: 'x', absent: true } },
      'failed',
      'There is no VM named `nobody`. You have `alpha`, `beta`, `gamma`, `plain`, `lost`.',
    ],
    [{ disk: { of: 'lost', chain: 2 } }, 'unable', isLost],
    [{ disk: { of: 'alpha', sharedWith: 'lost' } }, 'unable', isLost],
  ]);
});

describe('The check `vm-snapshot`', () => {
  const snapshot = { at: 1, stateBytes: 1, isCurrent: false };
  const snapshots = [
    { ...snapshot, name: 'clean' },
    { ...snapshot, name: 'left', parent: 'clean', isCurrent: true },
  ];
  itJudges({ vms: [vmFacts({ snapshots }), vmFacts({ name: 'beta' }), lost] }, [
    [
      { 'vm-snapshot': { of: 'alpha', name: 'left', parent: 'clean', current: true } },
      'passed',
      'The VM snapshot `left` is called `left`, stands on `clean`, is the current one',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: 'clean', parent: 'none', current: false } },
      'passed',
      'The VM snapshot `clean` is called `clean`, stands on no other, is not the current one',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: 'left', parent: 'none' } },
      'failed',
      'The VM snapshot `left` stands on `clean`',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: 'clean', current: true } },
      'failed',
      'The VM snapshot `clean` is not the current one',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: 'right' } },
      'failed',
      '`alpha` has the VM snapshots `clean`, `left`.',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', current: true } },
      'passed',
      'The VM snapshot `left` is the current one',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: 'right', absent: true } },
      'passed',
      '`alpha` has the VM snapshots `clean`, `left`.',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', name: { matches: '^l' }, absent: true } },
      'failed',
      '`alpha` has the VM snapshots `clean`, `left`.',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', count: 2 } },
      'passed',
      '`alpha` has the VM snapshots `clean`, `left`.',
    ],
    [
      { 'vm-snapshot': { of: 'alpha', parent: 'clean', count: { above: 1 } } },
      'failed',
      '`alpha` has the VM snapshots `clean`, `left`.',
    ],
    [{ 'vm-snapshot': { of: 'beta', name: 'x' } }, 'failed', '`beta` has no VM snapshots.'],
    [
      { 'vm-snapshot': { of: 'gamma' } },
      'failed',
      'There is no VM named `gamma`. You have `alpha`, `beta`, `lost`.',
    ],
    [
      { 'vm-snapshot': { of: 'gamma', name: 'x', absent: true } },
      'failed',
      'There is no VM named `gamma`. You have `alpha`, `beta`, `lost`.',
    ],
    [{ 'vm-snapshot': { of: 'lost', name: 'x' } }, 'unable', isLost],
  ]);
});

describe('The check `migration`', () => {
  const { downtimeMs: _, ...active } = migrationFacts({ status: 'active' });
  const vms = [
    vmFacts({ migration: migrationFacts() }),
    vmFacts({ name: 'never' }),
    vmFacts({ name: 'moving', status: 'migrating', migration: active }),
    vmFacts({
      name: 'broken',
      migration: migrationFacts({ status: 'failed', trouble: 'no room' }),
    }),
    lost,
  ];
  itJudges({ vms }, [
    [
      { migration: { of: 'alpha', downtime: { below: '500ms' }, total: { atMost: '2s' } } },
      'passed',
      'The migration of `alpha` is completed, had a downtime of 120 ms, took 2 s in all',
    ],
    [
      { migration: { of: 'alpha', transferred: { above: '1m' } } },
      'failed',
      'The migration of `alpha` carried 1 MiB',
    ],
    [
      { migration: { of: 'alpha', downtime: { below: '100ms' }, total: { below: '1s' } } },
      'failed',
      'The migration of `alpha` had a downtime of 120 ms, took 2 s in all',
    ],
    [{ migration: { of: 'never' } }, 'failed', '`never` has not been migrated.'],
    [
      { migration: { of: 'nobody' } },
      'failed',
      'There is no VM named `nobody`. You have `alpha`, `never`, `moving`, `broken`, `lost`.',
    ],
    [
      { migration: { of: 'moving', downtime: { below: '1s' } } },
      'failed',
      'The migration of `moving` still goes on, has no downtime yet',
    ],
    [
      { migration: { of: 'moving', status: 'active' } },
      'passed',
      'The migration of `moving` still goes on',
    ],
    [{ migration: { of: 'broken' } }, 'failed', 'The migration of `broken` has failed (`no room`)'],
    [{ migration: { of: 'lost' } }, 'unable', isLost],
  ]);
});

describe('The check `measured`', () => {
  const ladder = ladderFacts();
  itJudges({ ladder }, [
    [
      { measured: { ratio: ['vm-tcg.start', 'container.start'], atLeast: 3 } },
      'passed',
      '`vm-tcg` took 20 times as long to start as `container`',
    ],
    [
      { measured: { ratio: ['vm-tcg.memory', 'container.memory'], below: 10 } },
      'failed',
      '`vm-tcg` takes 64 times the memory of `container`',
    ],
    [
      { measured: { of: 'process.start', below: '10ms' } },
      'passed',
      '`process` took 3 ms to start',
    ],
    [
      { measured: { of: 'container.start', above: '1s' } },
      'failed',
      '`container` took 250 ms to start',
    ],
    [{ measured: { of: 'vm-tcg.memory' } }, 'passed', '`vm-tcg` takes 256 MiB of memory'],
    [{ measured: { of: 'jvm.start' } }, 'failed', 'It has not been measured yet.'],
    [
      { measured: { ratio: ['vm-tcg.start', 'vm-kvm.start'], atLeast: 2 } },
      'unable',
      'The rung vm-kvm cannot be read here: there is no /dev/kvm. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
  itJudges({}, [
    [
      { measured: { ratio: ['vm-tcg.start', 'container.start'], atLeast: 3 } },
      'failed',
      'It has not been measured yet.',
    ],
  ]);

  const broken: readonly (readonly [object, RegExp])[] = [
    [{ atLeast: 3 }, /either of or ratio/],
    [{ of: 'container.start', ratio: ['vm-tcg.start', 'container.start'] }, /either of or ratio/],
    [{ ratio: ['vm-tcg.start', 'container.memory'] }, /Both are a .start/],
    [{ of: 'tent.start' }, /not a rung and what of it/],
    [{ of: 'container.start', below: '64m of' }, /not a time/],
    [{ of: 'container.memory', below: '5s' }, /not an amount of memory/],
    [{ ratio: ['vm-tcg.start', 'container.start'], atLeast: '3s' }, /not a number/],
  ];
  for (const [measured, message] of broken) {
    it(`is refused: ${JSON.stringify(measured)}`, () => {
      assert.match(checkSchema.safeParse({ measured }).error?.message ?? '', message);
    });
  }
});
