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
  /** What its health check says; `none` where it has none. */
  readonly health: 'none' | 'starting' | 'healthy' | 'unhealthy';
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
  /** ISO 8601. */
  readonly createdAt: string;
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

/** How the engine's node stands to a swarm. */
export interface SwarmFacts {
  /** `locked`: it waits for the key of a swarm with autolock; `error`: it could not get in. */
  readonly state: 'inactive' | 'pending' | 'active' | 'locked' | 'error';
  /** Empty outside a swarm. */
  readonly nodeId: string;
  /** Only a manager is told about services. */
  readonly isManager: boolean;
  /** When the swarm was made, ISO 8601; empty where this node is no manager of one. */
  readonly createdAt: string;
}

/** A service of the swarm that the engine is a manager of, with the tasks that are still remembered. */
export interface ServiceFacts {
  readonly id: string;
  readonly name: string;
  /** Without the digest that Docker may add. */
  readonly image: string;
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How many tasks are wanted; `undefined` where each node has one (global), and for jobs. */
  readonly replicas: number | undefined;
  /** The engine's word for the last update, empty when there was none: updating, paused, rollback_completed … */
  readonly update: string;
  /** What the engine said of the last update. */
  readonly updateMessage: string;
  /** Port of the service ("80/tcp") → port of the nodes; 0 where the engine has not chosen yet. */
  readonly ports: Readonly<Record<string, number>>;
  readonly tasks: readonly TaskFacts[];
}

/** One task of a service: a container, or what was to become one. */
export interface TaskFacts {
  readonly id: string;
  readonly image: string;
  /** The engine's word: pending, preparing, running, shutdown, failed, rejected … */
  readonly state: string;
  /** Whether the swarm wants it to run; if not, another one has its place. */
  readonly isWanted: boolean;
  /** Empty where there is no container. */
  readonly containerId: string;
  readonly error: string;
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
