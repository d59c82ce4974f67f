import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Endpoint } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';

/**
 * True when this process may read the engine's kernel itself: it is root, and in the PID and cgroup namespace of
 * the engine. An equal kernel release or host name would prove nothing: a VM or an SSH tunnel may have the same.
 *
 * The proof is the process that listens on the engine's socket, seen in /proc with those two namespaces. A proxy is
 * no proof, so the listener must be an engine. Where there is none to be seen (TCP, a mounted socket), a running
 * container is the proof: its first process is here, in a cgroup that carries the container's ID.
 */
export async function isEngineHere(
  engine: Pick<Engine, 'endpoint' | 'containers'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return false;
  const { endpoint } = engine;
  if ((await findEngineProcess(endpoint)) !== undefined) return true;
  const running = (await engine.containers(signal)).filter(({ pid }) => pid > 0);
  for (const { id, pid } of running) if (await isContainerHere(id, pid)) return true;
  return false;
}

/** The PID of the engine that listens at this endpoint, where it can be seen in this PID and cgroup namespace. */
export async function findEngineProcess(endpoint: Endpoint): Promise<number | undefined> {
  return process.platform === 'linux' && endpoint.kind === 'unix'
    ? findListener(endpoint.path)
    : undefined;
}

async function isContainerHere(id: string, pid: number): Promise<boolean> {
  const membership = await orNothing(readFile(`/proc/${pid}/cgroup`, 'utf8'));
  // From another cgroup namespace paths begin with `/..` (cgroup_namespaces(7)).
  return membership !== undefined && membership.includes(id) && !membership.includes(':/..');
}

const engineNames = new Set(['dockerd', 'podman']);

async function findListener(path: string): Promise<number | undefined> {
  const wanted = await canonical(path);
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const name = await orNothing(readFile(`/proc/${pid}/comm`, 'utf8'));
    if (!engineNames.has(name?.trim() ?? '')) continue;
    if (!(await sharesNamespace(pid, 'pid')) || !(await sharesNamespace(pid, 'cgroup'))) continue;
    const inodes = await listeningOn(pid, wanted);
    if (inodes.size > 0 && (await holdsSocket(pid, inodes))) return Number(pid);
  }
  return undefined;
}

async function sharesNamespace(pid: string, type: string): Promise<boolean> {
  const theirs = await orNothing(readlink(`/proc/${pid}/ns/${type}`));
  return theirs !== undefined && theirs === (await orNothing(readlink(`/proc/self/ns/${type}`)));
}

/** Inodes of sockets that listen at this path, in the network namespace of the process (/proc/PID/net/unix). */
async function listeningOn(pid: string, wanted: string): Promise<ReadonlySet<string>> {
  const inodes = new Set<string>();
  const text = (await orNothing(readFile(`/proc/${pid}/net/unix`, 'utf8'))) ?? '';
  for (const line of text.split('\n')) {
    // Flags __SO_ACCEPTCON (linux/net.h), then type, state, inode, path.
    const [, inode = '', path = ''] = /: \S+ \S+ 00010000 \S+ \S+ +(\d+) (.+)$/.exec(line) ?? [];
    if (path !== '' && (await canonical(path)) === wanted) inodes.add(inode);
  }
  return inodes;
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of (await orNothing(readdir(`/proc/${pid}/fd`))) ?? []) {
    const target = await orNothing(readlink(`/proc/${pid}/fd/${descriptor}`));
    const inode = /^socket:\[(\d+)\]$/.exec(target ?? '')?.[1];
    if (inode !== undefined && inodes.has(inode)) return true;
  }
  return false;
}

/** The same name for /run/docker.sock and /var/run/docker.sock. */
async function canonical(path: string): Promise<string> {
  return join((await orNothing(realpath(dirname(path)))) ?? dirname(path), basename(path));
}

/** Processes end while they are looked at. */
async function orNothing<T>(promise: Promise<T>): Promise<T | undefined> {
  return promise.catch(() => undefined);
}
