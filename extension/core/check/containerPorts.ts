import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import { quote } from '../base/quote.ts';
import type { Rule } from './rule.ts';
import { textOfForm } from './form.ts';

/** A port of a container with its protocol. */
export const portSchema = textOfForm(/^\d{1,5}\/(?:tcp|udp|sctp)$/u, () =>
  t('a port with its protocol, as in 80/tcp'),
);

type Wanted = number | 'any' | 'none' | 'exposed';

/** What is wanted of a container's ports: container port → host port, `any`, `none` or `exposed`. */
export function portRules(
  ports: Readonly<Record<string, Wanted>>,
): readonly Rule<ContainerFacts>[] {
  return Object.entries(ports).map(([port, wanted]) => ({
    wanted: describeWanted(port, wanted),
    look: (facts) => ({ found: describePorts(facts), holds: isPublished(facts, port, wanted) }),
  }));
}

function isPublished(facts: ContainerFacts, port: string, wanted: Wanted): boolean {
  const hostPorts = facts.ports[port];
  switch (wanted) {
    case 'any':
      return hostPorts !== undefined && hostPorts.length > 0;
    case 'none':
      return hostPorts === undefined || hostPorts.length === 0;
    case 'exposed':
      return hostPorts?.length === 0;
    default:
      return hostPorts?.includes(wanted) ?? false;
  }
}

function describeWanted(port: string, wanted: Wanted): string {
  switch (wanted) {
    case 'any':
      return t('publishes {0} on some port of the host', quote(port));
    case 'none':
      return t('does not publish {0}', quote(port));
    case 'exposed':
      return t('exposes {0} and does not publish it', quote(port));
    default:
      return t('publishes {0} on {1}', quote(port), wanted);
  }
}

function describePorts({ ports }: ContainerFacts): string {
  const published = Object.entries(ports).filter(([, hosts]) => hosts.length > 0);
  if (published.length === 0) return t('publishes nothing');
  const each = published.map(([port, hosts]) => t('{0} on {1}', quote(port), hosts.join(', ')));
  return t('publishes {0}', each.join(t(' and ')));
}
