/** What Isolab keeps of a container, parsed from the engine's inspect answer. */
export interface ContainerFacts {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly exitCode: number;
  /** By the engine's flag or by its events, of which it loses now one and now the other. */
  readonly isOomKilled: boolean;
  readonly error: string;
  /** PID of the first process on the engine's kernel; 0 when not running. */
  readonly pid: number;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly command: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Published ports: container side ("80/tcp") → host ports; exposed and not published: empty list. */
  readonly ports: Readonly<Record<string, readonly number[]>>;
  readonly mounts: readonly {
    readonly type: string;
    readonly name?: string;
    readonly source: string;
    readonly target: string;
    readonly isWritable: boolean;
  }[];
  readonly networks: Readonly<
    Record<string, { readonly address: string; readonly aliases: readonly string[] }>
  >;
  /** "bridge", "host", "none", "container:<id>" or a network's name. */
  readonly networkMode: string;
  readonly ipcMode: string;
  readonly pidMode: string;
  readonly limits: {
    /** 0 means no limit, for all of these. */
    readonly memoryBytes: number;
    readonly memorySwapBytes: number;
    readonly nanoCpus: number;
    readonly cpuShares: number;
    readonly pids: number;
    readonly cpuset: string;
    readonly readBps: readonly { readonly path: string; readonly rate: number }[];
  };
  readonly isPrivileged: boolean;
  readonly isInteractive: boolean;
  readonly hasTty: boolean;
  readonly isAutoRemoved: boolean;
  /** As `--cap-add` takes them: NET_ADMIN, without CAP_. */
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly restartPolicy: string;
}

export interface ImageFacts {
  readonly id: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  readonly createdAt: string;
  readonly layers: readonly string[];
  readonly parentId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly exposedPorts: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Instructions, newest first, as `docker history --no-trunc` gives them. */
  readonly history: readonly { readonly instruction: string; readonly sizeBytes: number }[];
  readonly architecture: string;
  readonly os: string;
}

export interface NetworkFacts {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly isInternal: boolean;
  readonly subnets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Names of the containers attached to it. */
  readonly containers: readonly string[];
}

export interface VolumeFacts {
  readonly name: string;
  readonly driver: string;
  readonly mountpoint: string;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something that the engine announced. */
export interface EngineEvent {
  readonly type: 'container' | 'image' | 'network' | 'volume' | 'daemon' | 'other';
  /** create, start, die, oom, destroy, tag, pull, connect, exec_start … (Docker's names; Podman's are mapped to them). */
  readonly action: string;
  readonly id: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What the engine says about itself and the kernel that it runs on. */
export interface EngineInfo {
  readonly name: 'Docker' | 'Podman';
  readonly version: string;
  readonly apiVersion: string;
  readonly kernelRelease: string;
  readonly operatingSystem: string;
  readonly architecture: string;
  readonly cgroupVersion: 1 | 2;
  readonly storageDriver: string;
  readonly isRootless: boolean;
  readonly memoryBytes: number;
  readonly cpus: number;
}

/** Whether the engine answers; `down` says what happened and what the person can do. */
export type EngineStatus =
  | { readonly status: 'up' }
  | { readonly status: 'down'; readonly message: string; readonly fix: string };

/** A container that Isolab makes for itself; what is left out is the engine's default. */
export interface ContainerSpec {
  readonly image: string;
  readonly name?: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly networkMode?: string;
  readonly pidMode?: string;
  readonly ipcMode?: string;
  readonly hostname?: string;
  /** Namespaces that are the machine's own instead of new ones. */
  readonly shares?: readonly ('uts' | 'user' | 'cgroup')[];
  /** A cgroup namespace of its own, also where the engine's default is none. */
  readonly hasOwnCgroups?: boolean;
  /** Folders that are kept in memory and are writable. */
  readonly tmpfs?: readonly string[];
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly securityOptions?: readonly string[];
  readonly mounts?: readonly {
    readonly source: string;
    readonly target: string;
    readonly isWritable: boolean;
  }[];
  /** Standard input stays open for `attachContainer`. */
  readonly isInteractive?: boolean;
  readonly isAutoRemoved?: boolean;
  readonly hasReadonlyRoot?: boolean;
  /** "none" keeps nothing of what it writes. */
  readonly logDriver?: string;
  readonly memoryBytes?: number;
  readonly pids?: number;
}
