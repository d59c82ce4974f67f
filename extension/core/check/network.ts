import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { NetworkFacts } from '../engine/facts.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import { rule, type Rule } from './rule.ts';

const schema = z
  .strictObject({
    name: z.string().min(1).describe('The name of the network.'),
    driver: z
      .string()
      .min(1)
      .optional()
      .describe('Its driver: bridge, host, none, overlay, macvlan.'),
    internal: z.boolean().optional().describe('Whether it has no way out (--internal).'),
    subnet: z.string().min(1).optional().describe('One of its subnets: 172.30.0.0/24.'),
    containers: z
      .array(z.string().min(1))
      .optional()
      .describe('Containers that are attached to it, among others.'),
    without: z
      .array(z.string().min(1))
      .optional()
      .describe('Containers that are not attached to it.'),
    absent: z.literal(true).optional().describe('There is no such network.'),
  })
  .describe('A network of the engine.');

type NetworkSpec = z.infer<typeof schema>;

/** Whether the engine has a network, how it is made, and who is attached to it. */
export const network: CheckKind<NetworkSpec> = {
  schema,
  async evaluate(spec, world) {
    return judgePresence(
      {
        subject: t('The network {0}', quote(spec.name)),
        facts: await world.network(spec.name),
        rules: rules(spec),
        missing: t('There is no network named {0}.', quote(spec.name)),
        pointer: {
          see: Object.keys(spec).every((key) => ['name', 'driver', 'absent'].includes(key))
            ? 'docker network ls'
            : seeCommand('docker', 'network', 'inspect', spec.name),
        },
      },
      spec.absent,
    );
  },
};

function rules(spec: NetworkSpec): readonly Rule<NetworkFacts>[] {
  return [
    ...rule(spec.driver, (driver) => ({
      wanted: t('has the driver {0}', quote(driver)),
      look: (facts: NetworkFacts) => ({
        found: t('has the driver {0}', quote(facts.driver)),
        holds: facts.driver === driver,
      }),
    })),
    ...rule(spec.internal, (isInternal) => ({
      wanted: describeInternal(isInternal),
      look: (facts: NetworkFacts) => ({
        found: describeInternal(facts.isInternal),
        holds: facts.isInternal === isInternal,
      }),
    })),
    ...rule(spec.subnet, (subnet) => ({
      wanted: t('has the subnet {0}', quote(subnet)),
      look: (facts: NetworkFacts) => ({
        found: t('has the subnets {0}', quoteList(facts.subnets)),
        holds: facts.subnets.includes(subnet),
      }),
    })),
    ...(spec.containers ?? []).map((name) => attachmentRule(name, true)),
    ...(spec.without ?? []).map((name) => attachmentRule(name, false)),
  ];
}

function attachmentRule(name: string, isAttached: boolean): Rule<NetworkFacts> {
  return {
    wanted: isAttached
      ? t('has {0} attached', quote(name))
      : t('does not have {0} attached', quote(name)),
    look: ({ containers }) => ({
      found:
        containers.length === 0
          ? t('has nobody attached')
          : t('has {0} attached', quoteList(containers)),
      holds: containers.includes(name) === isAttached,
    }),
  };
}

function describeInternal(isInternal: boolean): string {
  return isInternal ? t('has no way out (internal)') : t('has a way out (not internal)');
}
