import type { ContainerFacts, ImageFacts } from '../../extension/core/engine/facts.ts';
import type {
  CgroupReading,
  KernelProcess,
  KernelSnapshot,
  Mount,
  NetworkInterface,
  ProcessDetails,
  Seen,
} from '../../extension/core/kernel/model.ts';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';

/** A running VM named `alpha`, with these differences. */
export function vmFacts(facts: Partial<VmFacts> = {}): VmFacts {
  return {
    name: 'alpha',
    status: 'running',
    accelerator: { name: 'tcg', reason: 'there is no /dev/kvm' },
    cpus: { current: 1, max: 1 },
    memory: { currentBytes: 2 ** 28, totalBytes: 2 ** 28, maxBytes: 2 ** 28 },
    disks: [],
    snapshots: [],
    forwards: [],
    ...facts,
  };
}

/** A fact that was read. */
export function seen<T>(value: T): Seen<T> {
  return { seen: true, value };
}

/** A fact that could not be read. */
export const unseen = { seen: false, reason: 'the kernel forbids it' } as const;

/** A running container named `site`, with these differences. */
export function containerFacts(facts: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    id: 'c0ffee',
    name: 'site',
    image: 'busybox',
    imageId: 'sha256:b0',
    state: 'running',
    exitCode: 0,
    isOomKilled: false,
    error: '',
    health: 'none',
    pid: 100,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '0001-01-01T00:00:00Z',
    command: ['sleep', '60'],
    labels: {},
    environment: {},
    ports: {},
    mounts: [],
    networks: { bridge: { address: '172.17.0.2', aliases: [] } },
    networkMode: 'bridge',
    ipcMode: 'private',
    pidMode: '',
    limits: {
      memoryBytes: 0,
      memorySwapBytes: 0,
      nanoCpus: 0,
      cpuShares: 0,
      pids: 0,
      cpuset: '',
      readBps: [],
    },
    isPrivileged: false,
    isInteractive: false,
    hasTty: false,
    isAutoRemoved: false,
    capAdd: [],
    capDrop: [],
    restartPolicy: 'no',
    ...facts,
  };
}

/** An image tagged `site:latest`, with these differences. */
export function imageFacts(facts: Partial<ImageFacts> = {}): ImageFacts {
  return {
    id: 'sha256:b0',
    tags: ['site:latest'],
    sizeBytes: 5_000_000,
    createdAt: '2026-01-01T00:00:00Z',
    layers: ['sha256:l1', 'sha256:l2'],
    parentId: '',
    labels: {},
    command: ['python', 'app.py'],
    entrypoint: [],
    workingDir: '/app',
    user: '',
    exposedPorts: ['80/tcp'],
    environment: { LANG: 'C.UTF-8' },
    history: [
      { instruction: 'CMD ["python" "app.py"]', sizeBytes: 0 },
      { instruction: 'COPY app.py . # buildkit', sizeBytes: 100 },
      { instruction: 'WORKDIR /app', sizeBytes: 0 },
    ],
    architecture: 'amd64',
    os: 'linux',
    ...facts,
  };
}

const namespaces = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7, time: 8 };

/** The first process of the container `site`, with these differences. */
export function kernelProcess(facts: Partial<KernelProcess> = {}): KernelProcess {
  return {
    pid: 100,
    parentPid: 1,
    name: 'sleep',
    commandLine: ['sleep', '60'],
    startTicks: 1,
    state: 'S',
    userId: 0,
    threads: 1,
    nestedPids: [100, 1],
    namespaces: seen({ ...namespaces, net: 30, ipc: 40, pid: 20 }),
    cgroups: { '': '/docker/c0ffee', memory: '/docker/c0ffee' },
    ...facts,
  };
}

/** A kernel with its first process and these others. */
export function kernelSnapshot(...processes: readonly KernelProcess[]): KernelSnapshot {
  const init = kernelProcess({
    pid: 1,
    parentPid: 0,
    name: 'init',
    commandLine: ['/sbin/init'],
    nestedPids: [1],
    namespaces: seen(namespaces),
    cgroups: { '': '/', memory: '/' },
  });
  return {
    takenAt: 0,
    release: '6.1.0',
    hostname: 'host',
    bootId: '',
    cgroupMode: 'v2',
    processes: [init, ...processes],
    namespaces: [],
    cgroups: ['/', '/docker/c0ffee'],
  };
}

/** The cgroup of `site` with limits, and without anything that has happened in it. */
export function cgroupReading(facts: Partial<CgroupReading> = {}): CgroupReading {
  return {
    path: '/docker/c0ffee',
    memory: seen({
      currentBytes: 10 * 2 ** 20,
      workingSetBytes: 9 * 2 ** 20,
      anonBytes: 2 ** 20,
      fileBytes: 0,
      maxBytes: 64 * 2 ** 20,
      highBytes: null,
      oomKills: 0,
    }),
    cpu: seen({
      usageMicros: 2_500_000,
      quotaMicros: 50_000,
      periodMicros: 100_000,
      throttledPeriods: 7,
      throttledMicros: 400_000,
      weight: 100,
    }),
    pids: seen({ current: 1, max: 20, maxEvents: 3 }),
    io: seen({ readBytes: 4096, writtenBytes: 0 }),
    pressure: unseen,
    sources: { memory: '/sys/fs/cgroup/docker/c0ffee/memory.max' },
    ...facts,
  };
}

/** What is read of a process on demand: one overlay as root, and few capabilities. */
export function processDetails(facts: Partial<ProcessDetails> = {}): ProcessDetails {
  const few = ['chown', 'net_bind_service'];
  return {
    pid: 100,
    mounts: seen([mountFacts()]),
    uidMap: unseen,
    gidMap: unseen,
    capabilities: seen({
      effective: few,
      permitted: few,
      bounding: [...few, 'sys_chroot'],
      inheritable: [],
      ambient: [],
    }),
    seccomp: unseen,
    noNewPrivileges: unseen,
    root: unseen,
    ...facts,
  };
}

/** An overlay of two lower folders at the root, with these differences. */
export function mountFacts(facts: Partial<Mount> = {}): Mount {
  return {
    id: 1,
    parentId: 0,
    device: '0:40',
    root: '/',
    target: '/',
    options: ['rw', 'relatime'],
    propagation: [],
    type: 'overlay',
    source: 'overlay',
    superOptions: [],
    overlay: { lowers: ['/l/2', '/l/1'], upper: '/u', work: '/w' },
    ...facts,
  };
}

/** The `eth0` of a container: one end of a veth pair whose other end is in namespace 3. */
export function interfaceFacts(facts: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    index: 5,
    name: 'eth0',
    mac: '02:42:ac:11:00:02',
    state: 'up',
    kind: 'veth',
    peer: { index: 6, namespace: 3, name: 'vethabc' },
    addresses: ['172.17.0.2/16'],
    ...facts,
  };
}
