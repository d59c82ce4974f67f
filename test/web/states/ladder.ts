import type { Rung } from '../../../extension/core/ladder/rung.ts';
import type { LadderState } from '../../../webviews/ladder/protocol.ts';

const mebibyte = 2 ** 20;
const cgroup = 'memory.current of its cgroup';

function rung(
  kind: Rung['kind'],
  startMs: readonly number[],
  memoryBytes: number,
  memoryMeaning: string,
  root: string,
  ownNamespaces: Extract<Rung['measured'], { seen: true }>['value']['ownNamespaces'] = [],
): Rung {
  const hasOwnKernel = kind.startsWith('vm-');
  const kernelRelease = hasOwnKernel ? '6.1.0-37-cloud-amd64' : '6.18.5';
  const what = { startMs, memoryBytes, memoryMeaning, root, ownNamespaces };
  return { kind, measured: { seen: true, value: { ...what, hasOwnKernel, kernelRelease } } };
}

/** A machine without hardware virtualization and without a JVM. */
export const ladderState: LadderState = {
  status: 'ready',
  ladder: {
    at: Date.UTC(2026, 10, 21, 12, 0, 0),
    rungs: [
      rung('process', [1.4, 1.6, 2.1], 0.3 * mebibyte, 'resident memory', '/'),
      rung('chroot', [2.2, 2.4, 2.3], 0.3 * mebibyte, 'resident memory', '/tmp/isolab/chroot'),
      rung('container', [241, 258, 312], 0.8 * mebibyte, cgroup, 'overlay of isolab/busybox', [
        'mnt',
        'pid',
        'net',
        'ipc',
        'uts',
        'cgroup',
      ]),
      { kind: 'jvm', measured: { seen: false, reason: 'there is no java on this machine' } },
      rung(
        'vm-tcg',
        [2610, 2580, 2950],
        213 * mebibyte,
        'resident memory of QEMU',
        'a disk of its own: disk.qcow2',
      ),
      {
        kind: 'vm-kvm',
        measured: {
          seen: false,
          reason: 'kvm did not get a guest to its first program within 2 seconds',
        },
      },
    ],
  },
};
