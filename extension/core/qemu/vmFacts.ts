import type { MigrationFacts, VmFacts, VmSnapshot, VmStatus } from './facts.ts';
import type { RunningVm } from './running.ts';
import type { Sizes } from './sizes.ts';
import type { VmRecord } from './vmRecord.ts';

/** What is known of a VM, from wherever. */
export interface Known {
  readonly record: VmRecord;
  readonly status: VmStatus;
  readonly trouble: string | undefined;
  readonly running: RunningVm | undefined;
  readonly sizes: Sizes;
  readonly cpus: number;
  readonly snapshots: readonly VmSnapshot[];
  readonly migration: MigrationFacts | undefined;
}

/** What is known of a VM as it is shown. */
export function vmFacts(known: Known): VmFacts {
  const { record, status, trouble, running, sizes, snapshots, migration } = known;
  const { spec, accelerator, run, clonedFrom } = record;
  const { startBytes, maxBytes } = spec.memory;
  const isOff = running === undefined;
  return {
    name: spec.name,
    status,
    ...(trouble === undefined ? {} : { trouble }),
    accelerator,
    ...(isOff || run?.tookMs === undefined
      ? {}
      : { started: { at: run.at, how: run.how, tookMs: run.tookMs } }),
    ...(isOff ? {} : { process: processFacts(running, sizes) }),
    cpus: { current: isOff ? spec.cpus.start : known.cpus, max: spec.cpus.max },
    memory: {
      currentBytes: isOff ? startBytes : sizes.balloonBytes,
      totalBytes: isOff ? startBytes : sizes.memoryBytes,
      maxBytes,
    },
    disks: sizes.disks,
    snapshots,
    forwards: spec.network === 'none' ? [] : spec.network.forwards,
    ...(migration === undefined ? {} : { migration }),
    ...(clonedFrom === undefined ? {} : { clonedFrom }),
  };
}

function processFacts(
  { process, args, place }: RunningVm,
  { cpuThreads }: Sizes,
): NonNullable<VmFacts['process']> {
  return { pid: process.identity.pid, args, cpuThreads, place: place.kind };
}
