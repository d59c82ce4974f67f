import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { ContainerSpec } from './container.ts';
import { quote } from '../base/quote.ts';
import { rule, type Rule } from './rule.ts';

type ContainerRule = Rule<ContainerFacts>;

/** With which flags of `docker run` a container was, or was not, started. */
export function flagRules(spec: ContainerSpec): readonly ContainerRule[] {
  const flags: readonly (readonly [
    string,
    boolean | undefined,
    (facts: ContainerFacts) => boolean,
  ])[] = [
    ['--privileged', spec.privileged, (facts) => facts.isPrivileged],
    ['-i', spec.interactive, (facts) => facts.isInteractive],
    ['-t', spec.tty, (facts) => facts.hasTty],
    ['--rm', spec.autoRemove, (facts) => facts.isAutoRemoved],
    ...(spec.restart === undefined
      ? []
      : [[`--restart=${spec.restart}`, true, restartsBy(spec.restart)] as const]),
    ...capabilityFlags('--cap-add', spec.capAdd, (facts) => facts.capAdd),
    ...capabilityFlags('--cap-drop', spec.capDrop, (facts) => facts.capDrop),
  ];
  const words = (flag: string, isSet: boolean): string =>
    isSet ? t('was started with {0}', quote(flag)) : t('was started without {0}', quote(flag));
  return flags.flatMap(([flag, wanted, read]) =>
    rule(wanted, (isWanted): ContainerRule => ({
      wanted: words(flag, isWanted),
      look: (facts) => ({ found: words(flag, read(facts)), holds: read(facts) === isWanted }),
    })),
  );
}

function restartsBy(policy: string): (facts: ContainerFacts) => boolean {
  return ({ restartPolicy }) => (restartPolicy || 'no') === policy;
}

function capabilityFlags(
  flag: string,
  names: readonly string[] = [],
  read: (facts: ContainerFacts) => readonly string[],
): readonly (readonly [string, boolean, (facts: ContainerFacts) => boolean])[] {
  return names.map((name) => [
    `${flag}=${name}`,
    true,
    (facts) => read(facts).map(plainName).includes(plainName(name)),
  ]);
}

// capabilities(7) writes CAP_NET_ADMIN, `docker run` takes net_admin as well.
function plainName(name: string): string {
  return name.toLowerCase().replace(/^cap_/u, '');
}
