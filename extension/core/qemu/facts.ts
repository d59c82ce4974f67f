import type { AcceleratorName, Forward } from './spec.ts';

/**
 * `off`: no process. `starting`: QEMU runs, the guest's agent has not answered yet. `panicked`: the guest's kernel
 * has given up, its CPUs stand still. `lost`: QEMU ended without being asked to.
 */
export type VmStatus =
  'off' | 'starting' | 'running' | 'paused' | 'migrating' | 'panicked' | 'lost';

/** Everything that is known of one VM at one instant. Plain data: it can be sent to a page as it is. */
export interface VmFacts {
  readonly name: string;
  readonly status: VmStatus;
  /** For `lost` and `panicked`: what happened, as a sentence. */
  readonly trouble?: string;
  /** What it runs with, and why not with something faster. */
  readonly accelerator: { readonly name: AcceleratorName; readonly reason: string };
  /** Milliseconds since the epoch, and how it came up last; absent while it is off. */
  readonly started?: {
    readonly at: number;
    readonly how: 'cold' | 'saved';
    readonly tookMs: number;
  };
  /** QEMU on its host: its PID and the thread of each CPU of the guest; absent while it is off. */
  readonly process?: {
    readonly pid: number;
    /** Command line, as data. */
    readonly args: readonly string[];
    readonly cpuThreads: readonly { readonly cpu: number; readonly threadId: number }[];
    /** Where QEMU itself runs. */
    readonly place: 'host' | 'container';
  };
  readonly cpus: { readonly current: number; readonly max: number };
  /** `currentBytes` is what the balloon leaves to the guest. */
  readonly memory: {
    readonly currentBytes: number;
    readonly totalBytes: number;
    readonly maxBytes: number;
  };
  readonly disks: readonly DiskFacts[];
  /** VM snapshots of its own disk, oldest first. */
  readonly snapshots: readonly VmSnapshot[];
  readonly forwards: readonly Forward[];
  /** The last migration, or the one that goes on. */
  readonly migration?: MigrationFacts;
  /** The VM whose disk this one's was cloned from. */
  readonly clonedFrom?: string;
}

/** One disk and the files below it. */
export interface DiskFacts {
  /** `system` is the one that the guest boots from; further ones have the lab's names. */
  readonly name: string;
  readonly virtualBytes: number;
  /** The file that is written to first, then what it stands on. */
  readonly chain: readonly {
    readonly file: string;
    readonly format: string;
    /** What this file itself takes on the host's disk. */
    readonly ownBytes: number;
  }[];
}

/** CPUs, memory and disk of a running VM at one instant, kept in its disk. */
export interface VmSnapshot {
  readonly name: string;
  /** The snapshot that was current when this one was made. */
  readonly parent?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly stateBytes: number;
  /** The VM went on from this one. */
  readonly isCurrent: boolean;
}

/** A live migration: from one QEMU process to another, on this machine. */
export interface MigrationFacts {
  readonly status: 'active' | 'completed' | 'failed' | 'cancelled';
  readonly at: number;
  readonly fromPid: number;
  readonly toPid?: number;
  readonly transferredBytes: number;
  readonly remainingBytes: number;
  readonly totalMs: number;
  readonly downtimeMs?: number;
  readonly trouble?: string;
}

/** Something that a VM announced (QMP), or that was seen of its process. */
export interface VmEvent {
  readonly vm: string;
  /** QMP's own name, such as GUEST_PANICKED; `EXIT` when the process ended. */
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What QEMU counts, by a name that says its unit; what it cannot count is not in it. */
export interface VmCounters {
  readonly at: number;
  /** From query-stats under kvm, from `info jit` under tcg. */
  readonly source: string;
  readonly values: Readonly<Record<string, number>>;
}
