/** The eight namespace types, named as in /proc/PID/ns (namespaces(7)). */
export const namespaceTypes = [
  'mnt',
  'pid',
  'net',
  'ipc',
  'uts',
  'user',
  'cgroup',
  'time',
] as const;
export type NamespaceType = (typeof namespaceTypes)[number];

/** A fact, or why it could not be read. What is not visible is never shown as absent or zero. */
export type Seen<T> =
  { readonly seen: true; readonly value: T } | { readonly seen: false; readonly reason: string };

/** One process, PIDs as the probe's PID namespace numbers them. */
export interface KernelProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** `comm`, at most 15 bytes (proc_pid_comm(5)). */
  readonly name: string;
  /** argv; empty for kernel threads and zombies. */
  readonly commandLine: readonly string[];
  /** Start time in clock ticks since boot (proc_pid_stat(5), field 22); with `pid` it identifies the process. */
  readonly startTicks: number;
  /** One letter: R, S, D, Z, T … (proc_pid_stat(5), field 3). */
  readonly state: string;
  readonly userId: number;
  readonly threads: number;
  /** The PID in each nested PID namespace, outermost first (NSpid of proc_pid_status(5)). */
  readonly nestedPids: readonly number[];
  /** Inode of each namespace; equal numbers of one type mean the same namespace. */
  readonly namespaces: Seen<Readonly<Record<NamespaceType, number>>>;
  /** Path in each hierarchy: '' is cgroup v2, else the v1 controller name (cgroups(7), /proc/PID/cgroup). */
  readonly cgroups: Readonly<Record<string, string>>;
}

/** A namespace and who holds it. */
export interface Namespace {
  readonly type: NamespaceType;
  readonly inode: number;
  /** Lowest PID in it: the process that stands for it. */
  readonly firstPid: number;
  readonly processes: number;
  /** Inode of the user namespace that owns it (ioctl_ns(2), NS_GET_USERNS). */
  readonly owner: Seen<number>;
}

/** `max` in a cgroup file is `null`: no limit. */
export type Limit = number | null;

/**
 * What one cgroup's files say at one instant. Absent controllers are not visible, with the reason.
 * "Memory used" has three meanings: all that is charged (`currentBytes`), without the cache that is easy to drop
 * (`workingSetBytes`), and what the programs allocated themselves (`anonBytes`). Say which one is shown.
 */
export interface CgroupReading {
  /** Path below the hierarchy's root, starting with '/'. On v1 the path in the memory hierarchy. */
  readonly path: string;
  /** cgroup.controllers (v2): which controllers there are in it; absent on v1. */
  readonly controllers?: readonly string[];
  readonly memory: Seen<{
    /** memory.current (v2), memory.usage_in_bytes (v1): bytes, page cache included. */
    readonly currentBytes: number;
    /** Current without inactive_file of memory.stat: what `docker stats` calls memory usage. */
    readonly workingSetBytes: number;
    /** anon (v2) or total_rss (v1) of memory.stat, bytes. */
    readonly anonBytes: number;
    /** file (v2) or total_cache (v1) of memory.stat: page cache, tmpfs and shared memory included. */
    readonly fileBytes: number;
    readonly maxBytes: Limit;
    readonly highBytes: Limit;
    readonly oomKills: number;
  }>;
  readonly cpu: Seen<{
    readonly usageMicros: number;
    /** cpu.max quota per period, both in microseconds; quota null means no limit. */
    readonly quotaMicros: Limit;
    readonly periodMicros: number;
    readonly throttledPeriods: number;
    readonly throttledMicros: number;
    /** cpu.weight (v2, 1–10000) or cpu.shares (v1, 2–262144); null where the cpu controller is off. */
    readonly weight: number | null;
  }>;
  readonly pids: Seen<{
    readonly current: number;
    readonly max: Limit;
    readonly maxEvents: number;
  }>;
  readonly io: Seen<{ readonly readBytes: number; readonly writtenBytes: number }>;
  /** Share of time in which some task waited, percent over the last 10 s (PSI). */
  readonly pressure: Seen<{ readonly cpu: number; readonly memory: number; readonly io: number }>;
  /** The file that each group of numbers was read from, by field name: { memory: '/sys/fs/cgroup/…' }. */
  readonly sources: Readonly<Record<string, string>>;
}

export type CgroupMode = 'v1' | 'v2' | 'hybrid';

/** Everything that the probe read at one instant. Plain data: it can be sent to a page as it is. */
export interface KernelSnapshot {
  /** Milliseconds since the epoch. */
  readonly takenAt: number;
  readonly release: string;
  readonly hostname: string;
  readonly bootId: string;
  readonly cgroupMode: CgroupMode;
  readonly processes: readonly KernelProcess[];
  readonly namespaces: readonly Namespace[];
  /** Paths of all cgroups of the hierarchy that holds containers (v2 where it has controllers, else v1 memory). */
  readonly cgroups: readonly string[];
}

/** One line of /proc/PID/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  readonly id: number;
  readonly parentId: number;
  readonly device: string;
  readonly root: string;
  readonly target: string;
  readonly options: readonly string[];
  readonly propagation: readonly string[];
  readonly type: string;
  readonly source: string;
  readonly superOptions: readonly string[];
  /** The parts of an overlay mount; lowers topmost first. */
  readonly overlay?: {
    readonly lowers: readonly string[];
    readonly upper?: string;
    readonly work?: string;
  };
}

export interface IdMapLine {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** What is read of one process on demand. */
export interface ProcessDetails {
  readonly pid: number;
  readonly mounts: Seen<readonly Mount[]>;
  readonly uidMap: Seen<readonly IdMapLine[]>;
  readonly gidMap: Seen<readonly IdMapLine[]>;
  /** Capability names without CAP_, lower case, per set (capabilities(7)). */
  readonly capabilities: Seen<
    Readonly<
      Record<'effective' | 'permitted' | 'bounding' | 'inheritable' | 'ambient', readonly string[]>
    >
  >;
  readonly seccomp: Seen<{
    readonly mode: 'disabled' | 'strict' | 'filter';
    readonly filters: number;
  }>;
  readonly noNewPrivileges: Seen<boolean>;
  /** Target of /proc/PID/root as the probe sees it. */
  readonly root: Seen<string>;
}

export interface NetworkInterface {
  readonly index: number;
  readonly name: string;
  readonly mac: string;
  /** operstate: up, down, unknown (sysfs-class-net). */
  readonly state: string;
  readonly kind: 'loopback' | 'veth' | 'bridge' | 'physical' | 'other';
  /** The other end of a veth: its interface index and, where known, its namespace's inode. */
  readonly peer?: { readonly index: number; readonly namespace?: number; readonly name?: string };
  /** Name of the bridge that this interface is a port of. */
  readonly bridge?: string;
  readonly addresses: readonly string[];
}

/** One network namespace, read through one of its processes. */
export interface NetworkNamespace {
  readonly inode: number;
  readonly interfaces: Seen<readonly NetworkInterface[]>;
  readonly routes: Seen<
    readonly {
      readonly destination: string;
      readonly gateway?: string;
      readonly interface: string;
    }[]
  >;
}

/** One typed difference between two snapshots, the later against the earlier. */
export type KernelChange =
  | { readonly kind: 'process-started' | 'process-ended'; readonly process: KernelProcess }
  | { readonly kind: 'namespace-created' | 'namespace-gone'; readonly namespace: Namespace }
  | { readonly kind: 'cgroup-created' | 'cgroup-removed'; readonly path: string }
  | {
      readonly kind: 'process-moved';
      readonly process: KernelProcess;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly kind: 'namespace-entered';
      readonly process: KernelProcess;
      readonly type: NamespaceType;
      readonly from: number;
      readonly to: number;
    };
