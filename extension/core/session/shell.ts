import type { Relay } from '../engine/relay/relay.ts';
import type { BoundLab } from '../lab/lab.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';

/** The learner's own shell in the working folder: home and path as ever, `docker` speaks through the relay. */
export function learnerShell(from: {
  readonly lab: BoundLab;
  readonly relay: Relay;
  readonly machine: Machine;
}): ShellSpec {
  const shell = from.machine.shell();
  return { ...shell, env: { ...shell.env, ...labEnvironment(from) } };
}

/** What a lab's commands find in their environment, beside what the person's shell has. */
function labEnvironment({
  lab,
  relay,
}: {
  readonly lab: BoundLab;
  readonly relay: Relay;
}): Readonly<Record<string, string>> {
  return {
    DOCKER_HOST: relay.dockerHost,
    // The relay is a socket of this machine: an engine's TLS settings are for the relay's other side.
    DOCKER_TLS_VERIFY: '',
    DOCKER_TLS: '',
    ISOLAB_LAB: lab.id,
  };
}
