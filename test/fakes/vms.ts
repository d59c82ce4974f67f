import type { Ladder, Rung } from '../../extension/core/ladder/rung.ts';
import type { DiskFacts, MigrationFacts } from '../../extension/core/qemu/facts.ts';
import { seen } from './facts.ts';

/** The system of `alpha`: its own file on the image, with these differences. */
export function diskFacts(facts: Partial<DiskFacts> = {}): DiskFacts {
  return {
    name: 'system',
    virtualBytes: 2 ** 30,
    chain: [
      { file: '/vms/alpha-1/system.qcow2', format: 'qcow2', ownBytes: 2 ** 20 },
      { file: '/cache/base.squashfs', format: 'raw', ownBytes: 50 * 2 ** 20 },
    ],
    ...facts,
  };
}

/** A migration that went well, with these differences. */
export function migrationFacts(facts: Partial<MigrationFacts> = {}): MigrationFacts {
  return {
    status: 'completed',
    at: 1,
    fromPid: 500,
    toPid: 501,
    transferredBytes: 2 ** 20,
    remainingBytes: 0,
    totalMs: 2_000,
    downtimeMs: 120,
    ...facts,
  };
}

/** A ladder of a process, a container and a VM; nothing can be said of hardware virtualization. */
export function ladderFacts(): Ladder {
  const rung = (kind: Rung['kind'], startMs: readonly number[], mebibytes: number): Rung => ({
    kind,
    measured: seen({
      startMs,
      memoryBytes: mebibytes * 2 ** 20,
      memoryMeaning: 'memory.current of its cgroup',
      kernelRelease: '6.1.0',
      ownNamespaces: [],
      hasOwnKernel: false,
      root: '/',
    }),
  });
  return {
    at: 1,
    rungs: [
      rung('process', [3, 2, 9], 1),
      rung('container', [200, 300], 4),
      rung('vm-tcg', [5_000], 256),
      { kind: 'vm-kvm', measured: { seen: false, reason: 'there is no /dev/kvm' } },
    ],
  };
}
