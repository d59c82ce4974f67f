import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

/** An engine of the test's own. */
export interface Server extends AsyncDisposable {
  /** As `docker -H` takes it. */
  readonly address: string;
  /** Its network namespace; after each start another. */
  readonly network: string;
  /** Ends the process; what it holds on disk stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** A dockerd with its own folders, in its own namespaces: nothing of the machine's engine changes. */
export function startDocker(...settings: readonly string[]): Promise<Server> {
  return startServer(({ folder, address }) => ({
    program: 'dockerd',
    args: [
      ...['-H', address],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--pidfile', join(folder, 'pid'), ...settings],
    ],
    env: {},
  }));
}

/**
 * A Podman with its own folders that answers as Docker does; on demand its processes are seen among this machine's.
 * Settings as root without CAP_SYS_RESOURCE needs them.
 */
export function startPodman({ isSeen = false } = {}): Promise<Server> {
  return startServer(async ({ folder, address }) => {
    const settings = join(folder, 'containers.conf');
    await writeFile(
      settings,
      `[containers]
default_ulimits=["nofile=20000:20000","nproc=1000:1000"]
[engine]
runtime="runc"
cgroup_manager="cgroupfs"
events_logger="file"
`,
    );
    return {
      program: 'podman',
      args: [
        ...['--root', join(folder, 'root'), '--runroot', join(folder, 'run')],
        ...['--tmpdir', join(folder, 'tmp')],
        ...['system', 'service', '--time=0', address],
      ],
      env: { CONTAINERS_CONF: settings },
      isSeen,
    };
  });
}

/** Then it is killed. Both engines stop their containers first, which takes seconds at most. */
const stopLimitMs = 15_000;

interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  /** In the machine's PID namespace in place of its own. */
  readonly isSeen?: boolean;
}

async function startServer(
  describe: (place: { folder: string; address: string }) => Start | Promise<Start>,
): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-engine-'));
  const address = `unix://${folder}/engine.sock`;
  const start = await describe({ folder, address });
  let child: ChildProcess | undefined;
  const server: Server = {
    address,
    get network() {
      return `/proc/${child?.pid}/ns/net`;
    },
    start: async () => {
      // In new namespaces the numbers in them belong to other processes, and dockerd would take one for its containerd.
      await rm(join(folder, 'pid'), { force: true });
      await rm(join(folder, 'exec/containerd/containerd.pid'), { force: true });
      child = launch(start, join(folder, 'log'));
      await untilAnswers(address, child, join(folder, 'log'));
    },
    stop: async () => {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      const ended = once(running, 'exit');
      process.kill(findEngineProcess(running.pid), 'SIGTERM');
      const limit = setTimeout(() => running.kill('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(limit);
    },
    kill: async () => {
      const running = child;
      child = undefined;
      if (running === undefined) return;
      const ended = once(running, 'exit');
      process.kill(findEngineProcess(running.pid), 'SIGKILL');
      await ended;
    },
    async [Symbol.asyncDispose]() {
      await removeContainers(address).catch(() => {});
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await server.start();
  return server;
}

function launch({ program, args, env, isSeen }: Start, logPath: string): ChildProcess {
  const log = openSync(logPath, 'a');
  // All that the engine starts ends with it, also what it would have left behind. The shell stays as the first
  // process of these namespaces: it takes in orphans, which engines do not.
  const pids = isSeen === true ? [] : ['--pid', '--mount-proc'];
  const own = ['--net', '--mount', '--fork', '--kill-child', ...pids];
  const script = ['sh', '-c', 'ip link set lo up; "$@"; exit', 'sh'];
  const child = spawn('unshare', [...own, ...script, program, ...args], {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  return child;
}

/** unshare and the shell take no signals: the engine is the shell's child. */
function findEngineProcess(unshare: number | undefined): number {
  const child = (pid: number | undefined): number =>
    Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  const pid = child(child(unshare));
  if (!(pid > 1)) throw new Error('the engine has no process');
  return pid;
}

async function untilAnswers(address: string, child: ChildProcess, logPath: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break;
    if (await docker(address, ['version']).then(isFine, isFailure)) return;
    await wait(100);
  }
  throw new Error(`the engine did not start: ${readFileSync(logPath, 'utf8').slice(-2000)}`);
}

const isFine = (): boolean => true;
const isFailure = (): boolean => false;

async function removeContainers(address: string): Promise<void> {
  const { stdout } = await docker(address, ['ps', '-aq']);
  const ids = stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await docker(address, ['rm', '-f', ...ids]);
}

/** Runs the real `docker` command against an engine. */
export function docker(
  address: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  const { DOCKER_CONTEXT: _context, ...env } = process.env;
  return promisify(execFile)('docker', [...args], {
    env: { ...env, DOCKER_HOST: address },
    maxBuffer: 64 * 1024 * 1024,
  });
}
