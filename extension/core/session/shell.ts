import { delimiter, dirname } from 'node:path';
import type { Relay } from '../engine/relay/relay.ts';
import type { BoundLab } from '../lab/lab.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';

/** What a learner's shell is made from. */
export interface ShellParts {
  readonly lab: BoundLab;
  readonly folder: string;
  readonly relay: Relay;
  readonly launcher: string | undefined;
  readonly machine: Machine;
}

/** The learner's own shell in the working folder: home as ever, `docker` speaks through the relay, `isolab` is found. */
export function learnerShell(parts: ShellParts): ShellSpec {
  const shell = parts.machine.shell();
  return { ...shell, env: { ...shell.env, ...labEnvironment(parts) } };
}

/** What a lab's commands find in their environment, beside what the person's shell has. */
function labEnvironment({
  lab,
  folder,
  relay,
  launcher,
  machine,
}: ShellParts): Readonly<Record<string, string>> {
  return {
    DOCKER_HOST: relay.dockerHost,
    // The relay is a socket of this machine: an engine's TLS settings are for the relay's other side.
    DOCKER_TLS_VERIFY: '',
    DOCKER_TLS: '',
    ISOLAB_LAB: lab.id,
    ISOLAB_HOME: dirname(folder),
    ...(launcher !== undefined && machine.kind === 'host' ? searchFirst(launcher) : {}),
  };
}

/** On Windows the variable is named as somebody once wrote it. */
function searchFirst(folder: string): Readonly<Record<string, string>> {
  const name = Object.keys(process.env).find((each) => each.toUpperCase() === 'PATH') ?? 'PATH';
  return { [name]: [folder, process.env[name] ?? ''].filter(Boolean).join(delimiter) };
}
