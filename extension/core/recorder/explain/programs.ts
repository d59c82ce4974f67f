import { t } from '../../base/l10n.ts';
import { lastPart } from '../attribution/trees.ts';
import type { ProgramEntry } from '../recording.ts';
import { manualPage, type Explanation } from './explanation.ts';

/** What a program is for; of one that is not known, that it was run. */
export function explainProgram(entry: ProgramEntry): Explanation {
  const { path, args = [] } = entry;
  const name = lastPart(path);
  const known = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (known !== undefined) return known(args);
  if (isItself(path)) return sayItself(entry);
  const line = args.length === 0 ? path : args.join(' ');
  const sentence =
    entry.container === undefined
      ? t('Runs a program: {0}', line)
      : t('Runs a program for the container: {0}', line);
  return { sentence, manual: manualPage('execve(2)') };
}

type Says = (args: readonly string[]) => Explanation;

const documented =
  (says: () => string, name: string, url: string): Says =>
  () => ({ sentence: says(), manual: { name, url } });

const runcPage = {
  name: 'runc(8)',
  url: 'https://github.com/opencontainers/runc/blob/main/man/runc.8.md',
} as const;

const programs: Readonly<Record<string, Says>> = {
  docker: documented(
    () =>
      t(
        'The client: it turns the command line into calls of the engine, and does nothing else itself.',
      ),
    'docker',
    'https://docs.docker.com/reference/cli/docker/',
  ),
  podman: documented(
    () => t('Podman: client and engine in one program.'),
    'podman(1)',
    'https://docs.podman.io/en/latest/markdown/podman.1.html',
  ),
  dockerd: documented(
    () => t('The Docker daemon: it answers the API and looks after images, networks and volumes.'),
    'dockerd',
    'https://docs.docker.com/reference/cli/dockerd/',
  ),
  containerd: documented(
    () =>
      t('containerd: it looks after containers for the Docker daemon, and starts a shim for each.'),
    'containerd',
    'https://github.com/containerd/containerd/blob/main/docs/getting-started.md',
  ),
  'containerd-shim-runc-v2': sayShim,
  'docker-proxy': documented(
    () =>
      t(
        'Passes connections to a published port on to the container, where the packet filter cannot.',
      ),
    'docker-proxy',
    'https://docs.docker.com/engine/network/packet-filtering-firewalls/',
  ),
  'docker-init': documented(
    () => t('A small first process (--init): it passes signals on and takes in orphans.'),
    'tini',
    'https://github.com/krallin/tini',
  ),
  runc: sayRunc,
  crun: sayRunc,
  conmon: documented(
    () =>
      t(
        'conmon: it stays with a container of Podman’s, keeps its output, and notes its exit code.',
      ),
    'conmon(8)',
    'https://github.com/containers/conmon/blob/main/docs/conmon.8.md',
  ),
  netavark: documented(
    () => t('netavark: it sets up networks for Podman.'),
    'netavark(1)',
    'https://github.com/containers/netavark/blob/main/docs/netavark.1.md',
  ),
  iptables: () => ({
    sentence: t('Changes the packet filter: for published ports and between networks.'),
    manual: manualPage('iptables(8)'),
  }),
  ip6tables: () => ({
    sentence: t('Changes the packet filter: for published ports and between networks.'),
    manual: manualPage('iptables(8)'),
  }),
  unshare: () => ({
    sentence: t('Runs a program in new namespaces.'),
    manual: manualPage('unshare(1)'),
  }),
  nsenter: () => ({
    sentence: t('Runs a program in the namespaces of another process.'),
    manual: manualPage('nsenter(1)'),
  }),
  chroot: () => ({
    sentence: t('Runs a program with another folder as its root.'),
    manual: manualPage('chroot(1)'),
  }),
  pivot_root: () => ({
    sentence: t('Changes the root of its mount namespace.'),
    manual: manualPage('pivot_root(8)'),
  }),
  mount: () => ({ sentence: t('Mounts a file system.'), manual: manualPage('mount(8)') }),
  umount: () => ({ sentence: t('Takes a mount away.'), manual: manualPage('umount(8)') }),
  ip: () => ({
    sentence: t('Shows or changes interfaces, addresses and routes.'),
    manual: manualPage('ip(8)'),
  }),
};

function sayShim(args: readonly string[]): Explanation {
  const manual = {
    name: 'containerd runtime v2',
    url: 'https://github.com/containerd/containerd/blob/main/core/runtime/v2/README.md',
  };
  switch (args.at(-1)) {
    case 'start':
      return {
        sentence: t(
          'containerd starts a shim for the container, which starts itself once more and stays.',
        ),
        manual,
      };
    case 'delete':
      return { sentence: t('containerd has the shim clear up after the container.'), manual };
    default:
      return {
        sentence: t(
          'The shim of the container: it stays as its parent, so that the daemon can be restarted, and calls runc.',
        ),
        manual,
      };
  }
}

function sayRunc(args: readonly string[]): Explanation {
  const verb = args.find((word) => Object.hasOwn(runcWords, word));
  const sentence =
    (verb === undefined ? undefined : runcWords[verb]?.()) ??
    t('runc: it makes the namespaces, the cgroup and the root of a container, and ends.');
  return { sentence, manual: runcPage };
}

const runcWords: Readonly<Record<string, () => string>> = {
  create: () =>
    t(
      'runc create: makes the namespaces, the cgroup and the root of the container, and leaves its first process waiting.',
    ),
  start: () => t('runc start: lets the first process of the container run its program.'),
  init: () =>
    t('runc init: what becomes the first process of the container; it sets itself up from within.'),
  exec: () =>
    t('runc exec: runs one more program in the namespaces and the cgroup of the container.'),
  kill: () => t('runc kill: sends a signal to the container.'),
  delete: () => t('runc delete: removes the cgroup of the container and what was noted of it.'),
  state: () => t('runc state: tells how the container is.'),
  pause: () => t('runc pause: freezes the cgroup of the container.'),
  resume: () => t('runc resume: lets the cgroup of the container go on.'),
  update: () => t('runc update: changes the limits of the container’s cgroup.'),
  events: () => t('runc events: tells what is counted of the container.'),
  ps: () => t('runc ps: lists the processes of the container.'),
};

/** A program that runs its own file again to have another process for one thing (proc_pid_exe(5)). */
function isItself(path: string): boolean {
  return /^\/proc\/(self|\d+)\/exe$|^\/dev\/fd\/\d+$|^\/proc\/self\/fd\/\d+$/.test(path);
}

function sayItself({ args = [], container }: ProgramEntry): Explanation {
  const manual = manualPage('proc_pid_exe(5)');
  const [what] = args;
  const known = what !== undefined && Object.hasOwn(parts, what) ? parts[what]?.() : undefined;
  if (known !== undefined) return { sentence: known, manual };
  if (args.includes('init') || container !== undefined) {
    return {
      sentence: t(
        'The program runs its own file again: runc does so to become the first process of the container.',
      ),
      manual,
    };
  }
  return {
    sentence: t('The program runs its own file again, to do one thing in a process of its own.'),
    manual,
  };
}

/** What dockerd calls itself for (moby: pkg/reexec). */
const parts: Readonly<Record<string, () => string>> = {
  'libnetwork-setkey': () =>
    t(
      'runc calls the Docker daemon’s program, before the container starts, to tell it the network namespace.',
    ),
  'set-ipv6': () => t('The Docker daemon sets IPv6 in the network namespace of the container.'),
  'setup-resolver': () =>
    t('The Docker daemon sets up its name server in the network namespace of the container.'),
  'docker-applyLayer': () =>
    t('The Docker daemon unpacks a layer of an image, locked into its folder.'),
  'docker-untar': () => t('The Docker daemon unpacks an archive, locked into its folder.'),
  'docker-tar': () => t('The Docker daemon packs files, locked into their folder.'),
};
