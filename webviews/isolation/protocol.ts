import type {
  KernelChange,
  NamespaceType,
  NetworkNamespace,
  ProcessDetails,
  Seen,
} from '../../extension/core/kernel/model.ts';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';

/**
 * Whose numbers PIDs, inodes and cgroup paths are: `host` for this machine's kernel, which containers share, or
 * `guest:NAME` for that of a VM. Equal numbers of two kernels have nothing to do with each other.
 */
export type KernelId = 'host' | `guest:${string}`;

/** A column of the matrix: the host, a container, a guest, or a process in one of these that has left its namespaces. */
export interface IsolationColumn {
  /** `host`, the container's ID, `guest:NAME`, or the target that names the process. */
  readonly id: string;
  readonly kind: 'host' | 'container' | 'guest' | 'process';
  readonly kernel: KernelId;
  /** Of a process: the column in which it is. */
  readonly within?: string;
  readonly title: string;
  readonly subtitle: string;
  readonly isOwned: boolean;
  /** The process that stands for it. */
  readonly pid: number;
  readonly namespaces: Seen<Readonly<Record<NamespaceType, number>>>;
  readonly kernelRelease: string;
  /** Of a guest: the process of the host that is its machine, where that can be seen. */
  readonly machine?: {
    readonly pid: number;
    readonly cgroup: string;
    readonly accelerator: string;
    readonly cpuThreads: NonNullable<VmFacts['process']>['cpuThreads'];
  };
}

export interface IsolationProcess {
  readonly kernel: KernelId;
  readonly pid: number;
  readonly parentPid: number;
  /** The PID that the process sees itself as, in its innermost namespace. */
  readonly insidePid: number;
  readonly name: string;
  readonly commandLine: string;
  readonly userId: number;
  readonly columnId: string;
  readonly cgroup: string;
  /** Of a QEMU: the column of the guest whose machine it is. */
  readonly runs?: string;
}

export interface IsolationState {
  readonly status: 'reading' | 'ready' | 'unavailable';
  /** For `unavailable`: what happened and what to do. */
  readonly trouble?: { readonly message: string; readonly fix: string };
  readonly columns: readonly IsolationColumn[];
  readonly processes: readonly IsolationProcess[];
  /** Changes of the last ten seconds, newest first, as sentences with the column or process that they are about. */
  readonly changes: readonly {
    readonly at: number;
    readonly kind: KernelChange['kind'];
    readonly text: string;
    /** `container:<ID>`, `guest:<name>`, `pid:<number>` or `cgroup:<path>`; in a guest after `guest:<name>/`. */
    readonly focus: string;
  }[];
  /** What a check or the learner put the focus on: as in `changes`, a container's name for its ID, `process:<name>`. */
  readonly focus?: { readonly target: string; readonly at: number };
  readonly areHostProcessesShown: boolean;
  /** How the kernel is read, as a sentence. */
  readonly method: string;
}

export interface IsolationDetails {
  readonly details: ProcessDetails;
  readonly network?: NetworkNamespace;
  readonly cgroup?: {
    readonly path: string;
    readonly limits: readonly {
      readonly name: string;
      readonly value: string;
      readonly source: string;
    }[];
  };
}

export interface IsolationRequests {
  details(process: {
    readonly kernel: KernelId;
    readonly pid: number;
  }): IsolationDetails | undefined;
  /** Whether the host's own processes are listed, or only those of containers and guests. */
  showHostProcesses(show: boolean): void;
}
