import { posix } from 'node:path';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { CommandResult } from '../base/run.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerSpec } from '../engine/facts.ts';
import { labFolder } from './guest.ts';
import type { FileFacts, Machine, ShellSpec, Terminal } from './machine.ts';
import { openScript } from './scriptTerminal.ts';

/** The container in which a lab on a Linux of its own may be done. */
export interface WorkbenchSpec {
  readonly image: string;
  /** All that it may, as capabilities(7) names them without CAP_: sys_admin. */
  readonly capabilities: readonly string[];
  /** Only where the engine's kernel has cgroup v2; the container may then divide its own cgroup. */
  readonly cgroup?: 'v2' | undefined;
}

/** What a workbench is started with. */
export interface WorkbenchParts {
  readonly engine: Engine;
  readonly spec: WorkbenchSpec;
  readonly labels: Readonly<Record<string, string>>;
  /** What the learner's shell reads first. */
  readonly startup: string;
  /** A folder of this computer in which the shell's program is started. */
  readonly cwd: string;
}

/** Starts the container; it runs on until it is removed. */
export async function createWorkbench(
  { engine, spec, labels }: WorkbenchParts,
  signal: AbortSignal,
): Promise<string> {
  const id = await engine.createContainer(containerSpec(spec, labels), signal);
  try {
    await engine.startContainer(id, signal);
    return id;
  } catch (error) {
    await engine.removeContainer(id, timeLimit(10_000)).catch(() => {});
    throw error;
  }
}

/** A container as a machine: its kernel is the engine's, whose probe reads it by the container's first process. */
export async function openWorkbench(
  parts: WorkbenchParts,
  id: string,
  signal: AbortSignal,
): Promise<Machine> {
  const { engine, spec } = parts;
  await engine.startContainer(id, signal);
  const facts = await engine.container(id, signal);
  if (facts === undefined) throw workbenchGone(id);
  await inside(engine, id, [prepare(spec), 'sh', labFolder], parts.startup, signal);
  return {
    id: 'workbench',
    kind: 'workbench',
    title: t('A container ({0})', spec.image),
    folder: labFolder,
    firstPid: facts.pid,
    run: (command, runSignal) =>
      engine.exec(id, { ...command, cwd: posix.resolve(labFolder, command.cwd ?? '') }, runSignal),
    file: (path, fileSignal) => readInside(engine, id, posix.resolve(labFolder, path), fileSignal),
    shell: () => shellOf(parts, id),
    openTerminal: (startup, _, openSignal) => openInside(parts, id, startup, openSignal),
    [Symbol.asyncDispose]: async () => {},
  };
}

const startupFile = '/etc/isolab/bashrc';

/**
 * Capabilities are all dropped but the lab's own. Docker's profile for seccomp refuses pivot_root(2) also with
 * CAP_SYS_ADMIN, AppArmor's and SELinux's for containers mount(2).
 */
function containerSpec(
  { image, capabilities }: WorkbenchSpec,
  labels: Readonly<Record<string, string>>,
): ContainerSpec {
  return {
    image,
    labels,
    hostname: 'lab',
    // The first process waits for a line that never comes, and for its orphans; it has no child that a lab could meet.
    entrypoint: ['bash', '-c', 'trap exit TERM; while read -r _; do :; done'],
    command: [],
    isInteractive: true,
    capDrop: ['ALL'],
    capAdd: capabilities.map((name) => name.toUpperCase()),
    securityOptions: ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'],
    hasOwnCgroups: true,
  };
}

/**
 * Makes the learner's folder and keeps the startup file. For cgroup labs the container's own cgroup becomes writable,
 * with its processes in a leaf: only then may controllers be given to others (cgroups(7), "no internal processes").
 */
function prepare({ cgroup }: WorkbenchSpec): string {
  const folder = `mkdir -p "$1" /etc/isolab && cat >${startupFile}`;
  const own = [
    'cd /sys/fs/cgroup',
    '{ [ -d workbench ] || mount -o remount,rw /sys/fs/cgroup; }',
    'mkdir -p workbench',
    'for process in $(cat cgroup.procs); do echo "$process" >workbench/cgroup.procs || :; done',
    'for name in $(cat cgroup.controllers); do echo "+$name" >cgroup.subtree_control || :; done',
  ];
  return cgroup === 'v2' ? [folder, ...own].join(' && ') : folder;
}

function shellOf({ engine, cwd }: WorkbenchParts, id: string): ShellSpec {
  const { address } = engine.endpoint;
  const bash = ['bash', '--noprofile', '--rcfile', startupFile, '-i'];
  return {
    program: 'docker',
    args: ['-H', address, 'exec', '-it', '-w', labFolder, id, ...bash],
    cwd,
    env: {},
  };
}

async function openInside(
  { engine, cwd }: WorkbenchParts,
  id: string,
  startup: string,
  signal: AbortSignal,
): Promise<Terminal> {
  const file = `/etc/isolab/startup-${crypto.randomUUID()}`;
  await inside(engine, id, ['cat >"$1"', 'sh', file], `echo $$ >${file}.pid\n${startup}`, signal);
  const line =
    'exec docker -H "$ISOLAB_ENGINE" exec -it -w "$ISOLAB_FOLDER" "$ISOLAB_CONTAINER"' +
    ' bash --noprofile --rcfile "$ISOLAB_STARTUP" -i';
  const env = {
    ISOLAB_ENGINE: engine.endpoint.address,
    ISOLAB_FOLDER: labFolder,
    ISOLAB_CONTAINER: id,
    ISOLAB_STARTUP: file,
  };
  const terminal = await openScript(line, { cwd, env }, signal);
  // The engine leaves a program alone whose terminal was closed.
  const close = async (signalName: 'HUP' | 'KILL'): Promise<void> => {
    await terminal[Symbol.asyncDispose]();
    const end = ['kill -"$2" "$(cat "$1".pid)"; rm -f "$1" "$1".pid', 'sh', file, signalName];
    await inside(engine, id, end, '', timeLimit(10_000)).catch(() => {});
  };
  return {
    stream: terminal.stream,
    leave: () => close('KILL'),
    [Symbol.asyncDispose]: () => close('HUP'),
  };
}

/** Kind, mode and content, each after a line end: stat(1) and cat(1) of any distribution. */
const readProgram =
  '[ -e "$1" ] || exit 9; stat -L -c "%F %a" "$1"; [ -f "$1" ] && head -c 65536 "$1"; :';

async function readInside(
  engine: Engine,
  id: string,
  path: string,
  signal: AbortSignal,
): Promise<FileFacts | undefined> {
  const command = { program: 'sh', args: ['-c', readProgram, 'sh', path] };
  const result = await engine.exec(id, command, signal);
  if (result.exitCode === 9) return undefined;
  const end = result.stdout.indexOf('\n');
  const [, kind = '', mode = ''] = /^(.*) (\d+)$/.exec(result.stdout.slice(0, end)) ?? [];
  if (mode === '') throw workbenchFailed(result);
  return {
    text: result.stdout.slice(end + 1),
    mode: Number.parseInt(mode, 8),
    kind: kind.startsWith('regular') ? 'file' : kind === 'directory' ? 'folder' : 'other',
  };
}

async function inside(
  engine: Engine,
  id: string,
  args: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<void> {
  const command = { program: 'sh', args: ['-c', ...args], input };
  const result = await engine.exec(id, command, signal);
  if (result.exitCode !== 0) throw workbenchFailed(result);
}

function workbenchGone(id: string): IsolabError {
  return new IsolabError(
    'workbench-gone',
    t('The lab’s container {0} is gone.', id.slice(0, 12)),
    t('Reset the lab to have it made again.'),
  );
}

function workbenchFailed({ stderr, failure }: CommandResult): IsolabError {
  return new IsolabError(
    'workbench-failed',
    t('The lab’s container does not do what it is asked: {0}', failure ?? stderr.trim()),
    t('Reset the lab to have it made again.'),
  );
}
