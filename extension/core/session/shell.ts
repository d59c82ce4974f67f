import { delimiter, dirname, join } from 'node:path';
import type { Relay } from '../engine/relay/relay.ts';
import type { BoundLab } from '../lab/lab.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';
import { Vms } from './vms.ts';

/** What a learner's shell is made from. */
export interface ShellParts {
  readonly lab: BoundLab;
  readonly folder: string;
  /** Absent where there is no engine. */
  readonly relay: Relay | undefined;
  readonly launcher: string | undefined;
}

/** The learner's shell on a machine: on this computer `docker` speaks through the relay, and `isolab` is found. */
export function learnerShell(parts: ShellParts, machine: Machine): ShellSpec {
  const shell = machine.shell();
  return { ...shell, env: { ...shell.env, ...labEnvironment(parts, machine.kind) } };
}

/** The program that attaches a terminal of this computer to a console of a VM. */
export function consoleShell(
  launcher: string | undefined,
  cwd: string,
  vm: string,
  number?: number,
): ShellSpec {
  const program = launcher === undefined ? 'isolab' : join(launcher, launcherName);
  const which = number === undefined ? [] : ['--number', String(number)];
  return { program, args: ['vm', 'console', vm, ...which], cwd, env: {} };
}

const launcherName = process.platform === 'win32' ? 'isolab.cmd' : 'isolab';

/** What a lab's commands find in their environment, beside what the person's shell has. */
export function labEnvironment(
  { lab, folder, relay, launcher }: ShellParts,
  kind: Machine['kind'],
): Readonly<Record<string, string>> {
  return {
    ISOLAB_LAB: lab.id,
    ISOLAB_HOME: dirname(folder),
    ISOLAB_VMS: Vms.folderOf(folder),
    ...(kind === 'host' && relay !== undefined ? engineThrough(relay) : {}),
    ...(kind === 'host' && launcher !== undefined ? searchFirst(launcher) : {}),
  };
}

/** The relay is a socket of this machine: an engine's TLS settings are for the relay's other side. */
function engineThrough({ dockerHost }: Relay): Readonly<Record<string, string>> {
  return { DOCKER_HOST: dockerHost, DOCKER_TLS_VERIFY: '', DOCKER_TLS: '' };
}

/** On Windows the variable is named as somebody once wrote it. */
function searchFirst(folder: string): Readonly<Record<string, string>> {
  const name = Object.keys(process.env).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: [folder, process.env[name] ?? ''].filter(Boolean).join(delimiter) };
}
