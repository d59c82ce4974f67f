import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { ServiceFacts } from '../engine/facts.ts';
import type { Rule } from './rule.ts';

type Wanted = number | 'any' | 'none';

/** What is wanted of the ports that a service publishes: its port → port of the nodes, `any` or `none`. */
export function servicePortRules(
  ports: Readonly<Record<string, Wanted>>,
): readonly Rule<ServiceFacts>[] {
  return Object.entries(ports).map(([port, wanted]) => ({
    wanted: describeWanted(port, wanted),
    look: (facts) => ({ found: describePorts(facts), holds: isPublished(facts, port, wanted) }),
  }));
}

function isPublished({ ports }: ServiceFacts, port: string, wanted: Wanted): boolean {
  const published = ports[port];
  if (wanted === 'none') return published === undefined;
  return wanted === 'any' ? published !== undefined : published === wanted;
}

function describeWanted(port: string, wanted: Wanted): string {
  if (wanted === 'none') return t('does not publish {0}', quote(port));
  return wanted === 'any'
    ? t('publishes {0}', quote(port))
    : t('publishes {0} on {1}', quote(port), wanted);
}

function describePorts({ ports }: ServiceFacts): string {
  const each = Object.entries(ports).map(([port, published]) =>
    published === 0 ? quote(port) : t('{0} on {1}', quote(port), published),
  );
  return each.length === 0 ? t('publishes nothing') : t('publishes {0}', each.join(t(' and ')));
}
