import { namespaceTypes, type NamespaceType } from '../../../extension/core/kernel/model.ts';
import type {
  IsolationColumn,
  IsolationDetails,
  IsolationProcess,
  IsolationState,
} from '../../../webviews/isolation/protocol.ts';

const hostInodes: Record<NamespaceType, number> = {
  mnt: 4026531841,
  pid: 4026531836,
  net: 4026531840,
  ipc: 4026531839,
  uts: 4026531838,
  user: 4026531837,
  cgroup: 4026531835,
  time: 4026531834,
};

/** Namespaces of a container: all its own but user and time, unless `shared` says otherwise. */
function inodes(
  seed: number,
  shared: Partial<Record<NamespaceType, number>> = {},
): Record<NamespaceType, number> {
  const own = namespaceTypes.map((type, index) => [
    type,
    type === 'user' || type === 'time' ? hostInodes[type] : 4026532200 + seed * 8 + index,
  ]);
  return { ...(Object.fromEntries(own) as Record<NamespaceType, number>), ...shared };
}

function column(
  title: string,
  subtitle: string,
  pid: number,
  namespaces: Record<NamespaceType, number>,
  isOwned = false,
): IsolationColumn {
  return {
    id: `${title}-id`,
    kind: 'container',
    kernel: 'host',
    title,
    subtitle,
    isOwned,
    pid,
    namespaces: { seen: true, value: namespaces },
    kernelRelease: '6.18.5',
  };
}

const host: IsolationColumn = {
  id: 'host',
  kind: 'host',
  kernel: 'host',
  title: 'Host',
  subtitle: 'ada-laptop',
  isOwned: false,
  pid: 1,
  namespaces: { seen: true, value: hostInodes },
  kernelRelease: '6.18.5',
};

function process(
  pid: number,
  parentPid: number,
  insidePid: number,
  commandLine: string,
  columnId: string,
): IsolationProcess {
  return {
    kernel: 'host',
    pid,
    parentPid,
    insidePid,
    name: commandLine.split(' ')[0]?.slice(0, 15) ?? '',
    commandLine,
    userId: 0,
    columnId,
    cgroup: `/docker/${columnId}`,
  };
}

const pod = inodes(1);

/** Two containers that share network and IPC as a pod does, one alone, and one whose namespaces may not be read. */
export const isolationState: IsolationState = {
  status: 'ready',
  columns: [
    host,
    column('web', 'isolab/static-site', 4711, pod, true),
    column('sidecar', 'busybox', 4802, inodes(2, { net: pod.net, ipc: pod.ipc }), true),
    column('site', 'isolab/static-site:latest', 5120, inodes(3)),
    column('on-host-network', 'busybox', 5300, inodes(4, { net: hostInodes.net }), true),
    {
      ...column('rootless-podman', 'docker.io/library/python:3', 6000, inodes(5)),
      namespaces: { seen: false, reason: 'permission denied' },
    },
  ],
  processes: [
    process(4711, 4690, 1, 'nginx: master process nginx -g daemon off;', 'web-id'),
    process(4740, 4711, 29, 'nginx: worker process', 'web-id'),
    process(4741, 4711, 30, 'nginx: worker process', 'web-id'),
    process(4802, 4780, 1, 'sh -c while true; do wget -qO- localhost; sleep 1; done', 'sidecar-id'),
    process(4950, 4802, 57, 'sleep 1', 'sidecar-id'),
    process(5120, 5100, 1, 'python3 -m http.server 80', 'site-id'),
    process(5300, 5280, 1, 'sleep 1d', 'on-host-network-id'),
    process(6000, 5980, 1, 'python3 app.py', 'rootless-podman-id'),
  ],
  changes: [
    {
      at: 3,
      kind: 'process-started',
      text: 'sleep (PID 4950) started in sidecar',
      focus: 'pid:4950',
    },
    {
      at: 2,
      kind: 'namespace-created',
      text: 'New mnt namespace 4026532216 in sidecar',
      focus: 'container:sidecar-id',
    },
    {
      at: 1,
      kind: 'cgroup-created',
      text: 'New cgroup /docker/sidecar-id',
      focus: 'cgroup:/docker/sidecar-id',
    },
  ],
  focus: { target: 'container:web', at: 1 },
  areHostProcessesShown: false,
  method: 'Read directly, as root on this kernel',
};

const alpha: IsolationColumn = {
  id: 'guest:alpha',
  kind: 'guest',
  kernel: 'guest:alpha',
  title: 'alpha',
  subtitle: 'VM, tcg',
  isOwned: true,
  pid: 1,
  // As every kernel numbers its first namespaces: the host's numbers, and other namespaces.
  namespaces: { seen: true, value: hostInodes },
  kernelRelease: '6.1.0-37-cloud-amd64',
  machine: {
    pid: 7300,
    cgroup: '/user.slice/user-1000.slice',
    accelerator: 'tcg',
    cpuThreads: [
      { cpu: 0, threadId: 7311 },
      { cpu: 1, threadId: 7312 },
    ],
  },
};

const unshared: IsolationColumn = {
  ...alpha,
  id: 'guest:alpha/pid:412',
  kind: 'process',
  within: 'guest:alpha',
  title: 'bash',
  subtitle: 'in alpha',
  pid: 412,
  namespaces: { seen: true, value: { ...hostInodes, pid: 4026532210, uts: 4026532211 } },
};

const inside = (pid: number, parentPid: number, commandLine: string, columnId = alpha.id) => ({
  ...process(pid, parentPid, pid, commandLine, columnId),
  kernel: alpha.kernel,
  cgroup: '/',
});

/** The same beside a guest, in which somebody has made namespaces, and one that has only begun to boot. */
export const guestState: IsolationState = {
  ...isolationState,
  columns: [
    ...isolationState.columns.slice(0, 4),
    alpha,
    unshared,
    {
      ...alpha,
      id: 'guest:beta',
      kernel: 'guest:beta',
      title: 'beta',
      namespaces: { seen: false, reason: 'it is still starting' },
      kernelRelease: '',
    },
  ],
  processes: [
    ...isolationState.processes.slice(0, 5),
    {
      ...process(7300, 1, 7300, 'qemu-system-x86_64 -name alpha -machine q35 -accel tcg', 'host'),
      cgroup: '/user.slice/user-1000.slice',
      runs: 'guest:alpha',
    },
    inside(1, 0, '/sbin/init'),
    inside(398, 1, 'qemu-ga --path /dev/vport1p1'),
    inside(404, 1, '-bash'),
    inside(411, 404, 'unshare --uts --pid --fork bash'),
    { ...inside(412, 411, 'bash', unshared.id), insidePid: 1 },
    inside(4711, 404, 'nginx: this PID is also one of the host'),
  ],
  changes: [
    {
      at: 4,
      kind: 'namespace-created',
      text: 'New uts namespace 4026532211 in bash',
      focus: 'guest:alpha/pid:412',
    },
    ...isolationState.changes,
  ],
  focus: { target: 'guest:alpha', at: 1 },
};

const capabilities = [
  'chown',
  'dac_override',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'net_bind_service',
  'net_raw',
  'sys_chroot',
  'mknod',
  'audit_write',
  'setfcap',
];

/** What the host answers about any of them. */
export const isolationDetails: IsolationDetails = {
  details: {
    pid: 4711,
    mounts: {
      seen: true,
      value: [
        {
          id: 1,
          parentId: 0,
          device: '0:55',
          root: '/',
          target: '/',
          options: ['rw', 'relatime'],
          propagation: [],
          type: 'overlay',
          source: 'overlay',
          superOptions: [],
          overlay: {
            lowers: [
              '/var/lib/docker/overlay2/l/5HRYVXZ3MFIU4T3Q7VRWBXTFCN',
              '/var/lib/docker/overlay2/l/IKZ2ZCDDAYBVQ4DHFWKL42DIJL',
            ],
            upper: '/var/lib/docker/overlay2/9c2f41d0a7/diff',
            work: '/var/lib/docker/overlay2/9c2f41d0a7/work',
          },
        },
        {
          id: 2,
          parentId: 1,
          device: '0:58',
          root: '/',
          target: '/proc',
          options: ['rw'],
          propagation: [],
          type: 'proc',
          source: 'proc',
          superOptions: [],
        },
      ],
    },
    uidMap: { seen: true, value: [{ inside: 0, outside: 0, count: 4294967295 }] },
    gidMap: { seen: true, value: [{ inside: 0, outside: 0, count: 4294967295 }] },
    capabilities: {
      seen: true,
      value: {
        effective: capabilities,
        permitted: capabilities,
        bounding: capabilities,
        inheritable: [],
        ambient: [],
      },
    },
    seccomp: { seen: true, value: { mode: 'filter', filters: 1 } },
    noNewPrivileges: { seen: true, value: false },
    root: { seen: false, reason: 'permission denied' },
  },
  network: {
    inode: pod.net,
    interfaces: {
      seen: true,
      value: [
        {
          index: 1,
          name: 'lo',
          mac: '00:00:00:00:00:00',
          state: 'unknown',
          kind: 'loopback',
          addresses: ['127.0.0.1/8'],
        },
        {
          index: 8,
          name: 'eth0',
          mac: '02:42:ac:11:00:02',
          state: 'up',
          kind: 'veth',
          peer: { index: 9, name: 'veth1f2c' },
          addresses: ['172.17.0.2/16'],
        },
      ],
    },
    routes: { seen: true, value: [] },
  },
  cgroup: {
    path: '/docker/web-id',
    limits: [
      {
        name: 'Memory',
        value: '3.1 MiB of 64 MiB',
        source: '/sys/fs/cgroup/memory/docker/web-id/memory.limit_in_bytes',
      },
      {
        name: 'CPU',
        value: 'no limit',
        source: '/sys/fs/cgroup/cpu/docker/web-id/cpu.cfs_quota_us',
      },
      {
        name: 'Processes',
        value: '3 of no limit',
        source: '/sys/fs/cgroup/pids/docker/web-id/pids.max',
      },
    ],
  },
};

/** As many containers and processes as a page must bear, in a state of the host's shape. */
export function crowdedState(containers: number, processes: number): IsolationState {
  const columns = Array.from({ length: containers }, (_, index) =>
    column(`box-${index}`, 'busybox', 10_000 + index * 100, inodes(10 + index), index % 2 === 0),
  );
  const each = Math.floor(processes / containers);
  return {
    ...isolationState,
    columns: [host, ...columns],
    processes: columns.flatMap(({ id, pid }) =>
      Array.from({ length: each }, (_, index) =>
        process(pid + index, index === 0 ? 900 : pid, index + 1, `worker --number ${index}`, id),
      ),
    ),
    changes: [],
  };
}
