import type { Entry, LaneState, Recording } from '../../extension/core/recorder/recording.ts';

const container = '4f1c0d7f3b6fd9a3b7b1a3f5a1f0e2c14f1c0d7f3b6fd9a3b7b1a3f5a1f0e2c1';
const startedAt = Date.UTC(2026, 10, 21, 12, 0, 0);
const seen: LaneState = { isSeen: true, notes: [], lost: 0 };

type Draft<E> = E extends Entry ? Omit<E, 'id' | 'lane'> : never;
type DraftOf<L extends Entry['lane']> = Partial<Draft<Extract<Entry, { lane: L }>>> & {
  readonly at: number;
};

const api = (entry: DraftOf<'api'>): Entry => ({
  ...{ id: 0, lane: 'api', method: 'GET', path: '/', query: {}, status: 200 },
  ...{ sentBytes: 0, receivedBytes: 0, created: [] },
  ...entry,
});
const program = (entry: DraftOf<'programs'>): Entry => ({
  ...{ id: 0, lane: 'programs', pid: 1, name: '', path: '' },
  ...entry,
});
const kernel = (entry: DraftOf<'kernel'>): Entry => ({
  ...{ id: 0, lane: 'kernel', pid: 1, name: 'runc', call: '', args: {}, flags: [], result: 0 },
  ...entry,
});
const change = (entry: DraftOf<'changes'>): Entry => ({
  ...{ id: 0, lane: 'changes', sentence: '', kind: '', isTied: true },
  ...entry,
});

/** In the order of time, numbered. */
const inOrder = (entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((a, b) => a.at - b.at).map((entry, index) => ({ ...entry, id: index + 1 }));

const create = {
  Hostname: '',
  Env: ['API_TOKEN=<secret>'],
  Cmd: null,
  Image: 'hello-world',
  Labels: {},
  HostConfig: {
    NetworkMode: 'default',
    RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    AutoRemove: false,
    Privileged: false,
    ConsoleSize: [0, 0],
  },
};

const ofContainer = { container };

function helloWorld(network: 'default' | 'host'): readonly Entry[] {
  const flags = ['NEWNS', 'NEWPID', ...(network === 'host' ? [] : ['NEWNET']), 'NEWIPC', 'NEWUTS'];
  const bridge: readonly Entry[] = [
    kernel({
      at: 251,
      pid: 812,
      name: 'dockerd',
      call: 'unshare',
      flags: ['NEWNET'],
      args: { flags: 'NEWNET' },
      ...ofContainer,
    }),
    kernel({
      at: 344,
      pid: 812,
      name: 'dockerd',
      call: 'setns',
      flags: ['NEWNET'],
      args: { fd: '31', nstype: 'NEWNET' },
      ...ofContainer,
    }),
    change({
      at: 689,
      sentence: 'A veth pair joins the container with docker0',
      kind: 'interface-created',
      focus: 'pid:4741',
    }),
  ];
  return inOrder([
    program({
      at: 1.2,
      tookMs: 702,
      pid: 4711,
      parentPid: 4600,
      name: 'docker',
      path: '/usr/bin/docker',
      args: ['docker', 'run', 'hello-world'],
    }),
    api({ at: 31, tookMs: 2.1, method: 'HEAD', path: '/_ping' }),
    api({
      ...{ at: 38, tookMs: 92, method: 'POST', path: '/containers/create', status: 201 },
      ...{ request: { ...create, HostConfig: { ...create.HostConfig, NetworkMode: network } } },
      answer: { Id: container, Warnings: [] },
      ...{ sentBytes: 1641, receivedBytes: 88 },
      created: [{ kind: 'container', id: container, name: 'bold_turing' }],
    }),
    kernel({
      at: 97.3,
      pid: 804,
      name: 'dockerd',
      call: 'mount',
      flags: [],
      args: {
        source: 'overlay',
        target: '/var/lib/docker/overlay2/1b9e…-init/merged',
        filesystemtype: 'overlay',
      },
    }),
    kernel({
      at: 104.8,
      pid: 804,
      name: 'dockerd',
      call: 'umount2',
      flags: ['MNT_DETACH'],
      args: { target: '/var/lib/docker/overlay2/1b9e…-init/merged' },
    }),
    api({
      at: 131,
      tookMs: 571,
      method: 'POST',
      path: `/containers/${container}/attach`,
      status: 101,
      upgrade: 'tcp',
      query: { stderr: '1', stdout: '1', stream: '1' },
      receivedBytes: 803,
    }),
    api({
      at: 133,
      tookMs: 563,
      method: 'POST',
      path: `/containers/${container}/wait`,
      query: { condition: 'next-exit' },
      answer: { StatusCode: 0, Error: null },
    }),
    api({
      at: 136,
      tookMs: 458,
      method: 'POST',
      path: `/containers/${container}/start`,
      status: 204,
    }),
    kernel({
      at: 149.1,
      pid: 815,
      name: 'dockerd',
      call: 'mount',
      args: {
        source: 'overlay',
        target: '/var/lib/docker/overlay2/1b9e…/merged',
        filesystemtype: 'overlay',
      },
      ...ofContainer,
    }),
    ...(network === 'host' ? [] : bridge),
    program({
      at: 362,
      tookMs: 330,
      pid: 4722,
      parentPid: 790,
      name: 'containerd-shim',
      path: '/usr/bin/containerd-shim-runc-v2',
      args: [
        'containerd-shim-runc-v2',
        '-namespace',
        'moby',
        '-id',
        container,
        '-address',
        '/run/containerd/containerd.sock',
      ],
      ...ofContainer,
    }),
    kernel({
      at: 371,
      pid: 4722,
      name: 'containerd-shim',
      call: 'clone',
      flags: ['VM', 'FS', 'FILES', 'SIGHAND', 'THREAD'],
      folded: 9,
      inside: Array.from({ length: 9 }, (_, index) => ({
        at: 371 + index * 0.4,
        pid: 4722,
        args: { child: String(4723 + index) },
      })),
      ...ofContainer,
    }),
    program({
      at: 402,
      tookMs: 128,
      pid: 4735,
      parentPid: 4722,
      name: 'runc',
      path: '/usr/bin/runc',
      args: [
        'runc',
        '--root',
        '/var/run/docker/runtime-runc/moby',
        'create',
        '--bundle',
        '/run/containerd/…',
        container,
      ],
      ...ofContainer,
    }),
    kernel({
      at: 419,
      pid: 4735,
      name: 'runc',
      call: 'cgroup mkdir',
      args: { path: `/docker/${container}`, hierarchy: 'memory' },
      folded: 12,
      ...ofContainer,
    }),
    program({
      at: 424,
      pid: 4740,
      parentPid: 4735,
      name: 'runc:[0:PARENT]',
      path: '/proc/self/exe',
      args: ['runc', 'init'],
      ...ofContainer,
    }),
    kernel({
      at: 431.2,
      pid: 4740,
      name: 'runc:[0:PARENT]',
      call: 'unshare',
      flags,
      args: { flags: flags.join('|') },
      tookMs: 1.4,
      ...ofContainer,
    }),
    kernel({
      at: 434.9,
      pid: 4740,
      name: 'runc:[1:CHILD]',
      call: 'clone',
      flags: ['PARENT', 'SIGCHLD'],
      args: { child: '4741' },
      result: 4741,
      ...ofContainer,
    }),
    kernel({
      at: 437.5,
      pid: 4735,
      name: 'runc',
      call: 'cgroup attach',
      args: { path: `/docker/${container}`, moved: '4741' },
      folded: 12,
      ...ofContainer,
    }),
    kernel({
      at: 452,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'mount',
      flags: ['REC', 'SLAVE'],
      args: { source: '', target: '/' },
      ...ofContainer,
    }),
    kernel({
      at: 453.1,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'mount',
      flags: ['NOSUID', 'NODEV', 'NOEXEC'],
      args: { source: 'proc', target: '/proc', filesystemtype: 'proc' },
      folded: 14,
      ...ofContainer,
    }),
    kernel({
      at: 466,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'pivot_root',
      args: { new_root: '.', put_old: '.' },
      ...ofContainer,
    }),
    kernel({
      at: 467.2,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'umount2',
      flags: ['MNT_DETACH'],
      args: { target: '.' },
      ...ofContainer,
    }),
    kernel({
      at: 469.7,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'sethostname',
      args: { name: '4f1c0d7f3b6f' },
      ...ofContainer,
    }),
    kernel({
      at: 474,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'capset',
      args: {},
      result: -1,
      error: 'EPERM',
      ...ofContainer,
    }),
    kernel({
      at: 479.8,
      pid: 4741,
      name: 'runc:[2:INIT]',
      call: 'seccomp',
      flags: ['SET_MODE_FILTER'],
      args: { operation: 'SET_MODE_FILTER', flags: 'TSYNC' },
      ...ofContainer,
    }),
    program({
      at: 571,
      tookMs: 3.2,
      pid: 4741,
      parentPid: 4722,
      name: 'hello',
      path: '/hello',
      args: ['/hello'],
      ...ofContainer,
    }),
    program({
      at: 603,
      tookMs: 41,
      pid: 4790,
      parentPid: 4722,
      name: 'runc',
      path: '/usr/bin/runc',
      args: ['runc', 'delete', container],
      ...ofContainer,
    }),
    kernel({
      at: 628,
      pid: 4790,
      name: 'runc',
      call: 'cgroup rmdir',
      args: { path: `/docker/${container}` },
      folded: 12,
      ...ofContainer,
    }),
    change({
      at: 688,
      sentence: 'The container bold_turing is there, and has ended',
      kind: 'container-created',
      focus: `container:${container}`,
      ...ofContainer,
    }),
    change({
      at: 688.4,
      sentence: 'The namespaces mnt, pid, ipc and uts were made, and are gone',
      kind: 'namespace-gone',
      focus: 'pid:4741',
      ...ofContainer,
    }),
    change({
      at: 690,
      sentence: 'The process sshd [4802] started',
      kind: 'process-started',
      focus: 'pid:4802',
      isTied: false,
    }),
  ]);
}

const facts = {
  v: 1,
  machine: 'host',
  startedAt,
  endedAt: startedAt + 704,
  exitCode: 0,
  labId: 'hello-world-flow',
  step: 'again',
  kernel: '6.1.0-26-amd64',
  engine: '28.2.2',
  lanes: { api: seen, programs: seen, kernel: seen, changes: seen },
  unattributed: 0,
} as const;

/** `docker run hello-world`, whole. */
export const hello: Recording = {
  ...facts,
  id: 'r2',
  command: 'docker run hello-world',
  entries: helloWorld('default'),
};

/** The same on the host's network: it makes no network namespace. */
export const helloOnHost: Recording = {
  ...facts,
  id: 'r1',
  command: 'docker run --network host hello-world',
  startedAt: startedAt - 60_000,
  endedAt: startedAt - 59_391,
  entries: helloWorld('host'),
};

/** Where tracefs is out of reach: two lanes say why, the others are there; and much was lost. */
export const blind: Recording = {
  ...facts,
  id: 'r3',
  command: 'docker run --rm -it --name with-a-very-long-name -v /tmp:/data alpine sh -c "false"',
  startedAt: startedAt + 30_000,
  endedAt: startedAt + 32_100,
  exitCode: 1,
  entries: inOrder(hello.entries.filter(({ lane }) => lane === 'api' || lane === 'changes')),
  lanes: {
    api: { isSeen: true, notes: ['A connection became unreadable after 12 KiB.'], lost: 0 },
    programs: {
      isSeen: false,
      notes: ['The kernel’s events can be read by root only, and this is a user.'],
      fix: 'Let Isolab start a helper container, or run VS Code as root.',
      lost: 0,
    },
    kernel: {
      isSeen: false,
      notes: ['The kernel’s events can be read by root only, and this is a user.'],
      fix: 'Let Isolab start a helper container, or run VS Code as root.',
      lost: 0,
    },
    changes: { ...seen, lost: 1204 },
  },
  unattributed: 17,
};

/** As many as a recording can hold, over a minute. */
export function manyEntries(count: number): Recording {
  const some = hello.entries;
  const entries = Array.from({ length: count }, (_, index): Entry => {
    const entry = some[index % some.length] ?? hello.entries[0];
    if (entry === undefined) throw new Error('there are some');
    const { tookMs: _took, ...rest } = entry;
    return {
      ...rest,
      id: index + 1,
      at: index * 6 + (index % 40 === 0 ? 3 : 0),
      ...(index % 5 === 0 ? { tookMs: 40 } : {}),
    };
  });
  return {
    ...facts,
    id: 'many',
    command: 'docker compose up',
    endedAt: startedAt + count * 6 + 10,
    entries,
  };
}
