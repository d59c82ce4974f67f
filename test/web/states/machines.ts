import type { DiskFacts, VmCounters, VmFacts } from '../../../extension/core/qemu/facts.ts';
import type { MachinesState } from '../../../webviews/machines/protocol.ts';

const mebibyte = 2 ** 20;
const start = Date.UTC(2026, 10, 21, 12, 0, 0);

const base = {
  file: '/home/ada/.cache/isolab/guests/base-1f3a/disk.qcow2',
  format: 'qcow2',
  ownBytes: 157 * mebibyte,
};
const template = {
  file: '/home/ada/.cache/isolab/guests/base-1f3a/states/9c2d/disk.qcow2',
  format: 'qcow2',
  ownBytes: 11 * mebibyte,
};
const before = {
  file: '/home/ada/.local/share/isolab/vm-clone/vms/alpha/disk.0.qcow2',
  format: 'qcow2',
  ownBytes: 24 * mebibyte,
};

function system(vm: string, ownBytes: number, ...below: DiskFacts['chain']): DiskFacts {
  const file = `/home/ada/.local/share/isolab/vm-clone/vms/${vm}/disk.qcow2`;
  return {
    name: 'system',
    virtualBytes: 2048 * mebibyte,
    chain: [{ file, format: 'qcow2', ownBytes }, ...below, template, base],
  };
}

const args = [
  '/usr/bin/qemu-system-x86_64',
  '-name',
  'alpha',
  '-machine',
  'q35',
  '-accel',
  'tcg,tb-size=256,thread=multi',
  '-cpu',
  'max',
  '-smp',
  'cpus=2,maxcpus=4',
  '-m',
  'size=256M,slots=2,maxmem=512M',
  '-nodefaults',
  '-display',
  'none',
  '-qmp',
  'unix:/run/user/1000/isolab/alpha/qmp.sock,server=on,wait=off',
];

const alpha: VmFacts = {
  name: 'alpha',
  status: 'running',
  accelerator: {
    name: 'tcg',
    reason: 'kvm did not get a guest to its first program within 2 seconds',
  },
  started: { at: start, how: 'saved', tookMs: 940 },
  process: {
    pid: 4711,
    args,
    cpuThreads: [
      { cpu: 0, threadId: 4718 },
      { cpu: 1, threadId: 4719 },
    ],
    place: 'host',
  },
  cpus: { current: 2, max: 4 },
  memory: {
    currentBytes: 192 * mebibyte,
    totalBytes: 256 * mebibyte,
    maxBytes: 512 * mebibyte,
  },
  disks: [
    system('alpha', 3 * mebibyte, before),
    {
      name: 'data',
      virtualBytes: 64 * mebibyte,
      chain: [
        {
          file: '/home/ada/.local/share/isolab/vm-clone/vms/alpha/data.qcow2',
          format: 'qcow2',
          ownBytes: 196 * 1024,
        },
      ],
    },
  ],
  snapshots: [
    { name: 'clean', at: start + 60_000, stateBytes: 92 * mebibyte, isCurrent: false },
    {
      name: 'nginx-installed',
      parent: 'clean',
      at: start + 120_000,
      stateBytes: 98 * mebibyte,
      isCurrent: false,
    },
    {
      name: 'broken-on-purpose',
      parent: 'clean',
      at: start + 180_000,
      stateBytes: 95 * mebibyte,
      isCurrent: true,
    },
  ],
  forwards: [{ hostPort: 8090, guestPort: 80 }],
  migration: {
    status: 'completed',
    at: start + 240_000,
    fromPid: 4402,
    toPid: 4711,
    transferredBytes: 101 * mebibyte,
    remainingBytes: 0,
    totalMs: 593,
    downtimeMs: 11,
  },
};

const beta: VmFacts = {
  name: 'beta',
  status: 'paused',
  accelerator: { name: 'kvm', reason: 'the best that has proven itself on this machine' },
  started: { at: start, how: 'cold', tookMs: 3912 },
  process: { pid: 4802, args, cpuThreads: [{ cpu: 0, threadId: 4810 }], place: 'container' },
  cpus: { current: 1, max: 1 },
  memory: {
    currentBytes: 256 * mebibyte,
    totalBytes: 256 * mebibyte,
    maxBytes: 256 * mebibyte,
  },
  disks: [system('beta', 196 * 1024, before)],
  snapshots: [],
  forwards: [],
  clonedFrom: 'alpha',
};

const gamma: VmFacts = {
  ...beta,
  name: 'gamma',
  status: 'panicked',
  trouble: 'The guest’s kernel has given up: Kernel panic - not syncing: sysrq triggered crash',
  disks: [system('gamma', 5 * mebibyte)],
};

const { process: _process, started: _started, ...still } = beta;
const delta: VmFacts = {
  ...still,
  name: 'delta',
  status: 'off',
  disks: [system('delta', 196 * 1024, before)],
};

const readings = Array.from({ length: 90 }, (_, index): VmCounters => {
  const wave = (scale: number): number =>
    Math.round(scale * (index + 4 * Math.sin(index / 7)) * 1000);
  return {
    at: start + index * 1000,
    source: 'info jit',
    values: {
      translatedBlocks: wave(0.8),
      translatedCodeBytes: wave(120),
      addressTranslationFlushes: index * 40,
      diskReadBytes: wave(90),
      diskWrittenBytes: index < 40 ? 0 : wave(70),
    },
  };
});

/** Four VMs of one lab: one with all there is, a clone of it that is paused, one that has panicked, one that is off. */
export const machinesState: MachinesState = {
  canHaveVms: true,
  vms: [alpha, beta, gamma, delta],
  counters: { alpha: readings },
  events: [
    {
      vm: 'gamma',
      name: 'GUEST_PANICKED',
      at: start + 250_000,
      data: { action: 'pause' },
    },
    { vm: 'alpha', name: 'RESUME', at: start + 240_593, data: {} },
    { vm: 'alpha', name: 'MIGRATION', at: start + 240_590, data: { status: 'completed' } },
    {
      vm: 'alpha',
      name: 'VSERPORT_CHANGE',
      at: start + 1_000,
      data: { id: 'agent', open: true },
    },
  ],
  busy: {},
  said: {
    alpha: [
      'alpha runs in QEMU 4711; before it was 4402.',
      'QMP: {"execute":"migrate","arguments":{"uri":"unix:…"}}',
    ],
  },
};
