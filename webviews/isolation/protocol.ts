import type {
  KernelChange,
  Namespace,
  NamespaceType,
  NetworkNamespace,
  ProcessDetails,
  Seen,
} from '../../extension/core/kernel/model.ts';

/** A column of the matrix: the host or one container. */
export interface IsolationColumn {
  /** `host` or the container's ID. */
  readonly id: string;
  readonly kind: 'host' | 'container' | 'guest';
  readonly title: string;
  readonly subtitle: string;
  readonly isOwned: boolean;
  /** The process that stands for it. */
  readonly pid: number;
  readonly namespaces: Seen<Readonly<Record<NamespaceType, number>>>;
  readonly kernelRelease: string;
}

export interface IsolationProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** The PID that the process sees itself as, in its innermost namespace. */
  readonly insidePid: number;
  readonly name: string;
  readonly commandLine: string;
  readonly userId: number;
  readonly columnId: string;
  readonly cgroup: string;
}

export interface IsolationState {
  readonly status: 'reading' | 'ready' | 'unavailable';
  /** For `unavailable`: what happened and what to do. */
  readonly trouble?: { readonly message: string; readonly fix: string };
  readonly columns: readonly IsolationColumn[];
  readonly namespaces: readonly Namespace[];
  readonly processes: readonly IsolationProcess[];
  /** Changes of the last ten seconds, newest first, as sentences with the column or PID that they are about. */
  readonly changes: readonly {
    readonly at: number;
    readonly kind: KernelChange['kind'];
    readonly text: string;
    /** `container:<ID>`, `pid:<number>` or `cgroup:<path>`. */
    readonly focus: string;
  }[];
  /** What a check or the learner put the focus on: as in `changes`, or a container's name instead of its ID. */
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
  details(pid: number): IsolationDetails | undefined;
  /** Whether the host's own processes are listed, or only those of containers. */
  showHostProcesses(show: boolean): void;
}
