import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import type { ServiceFacts, TaskFacts } from '../engine/facts.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import { portSchema } from './containerPorts.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { fullReference } from './reference.ts';
import { rule, type Rule } from './rule.ts';
import { servicePortRules } from './servicePorts.ts';
import { plain } from './units.ts';

const updates = [
  'none',
  'updating',
  'paused',
  'completed',
  'rollback_started',
  'rollback_paused',
  'rollback_completed',
] as const;

const schema = z
  .strictObject({
    name: z.string().min(1).describe('The name of the service.'),
    image: z
      .string()
      .min(1)
      .optional()
      .describe('The image that its tasks shall run: busybox is busybox:latest.'),
    replicas: wantedNumber.optional().describe('How many tasks are wanted (--replicas).'),
    running: wantedNumber
      .optional()
      .describe('How many tasks run now, from the image that the service has now.'),
    failed: wantedNumber
      .optional()
      .describe('How many of its earlier tasks failed, as far as the swarm remembers them.'),
    update: z
      .enum(updates)
      .optional()
      .describe('How the last update went; none: there was none. A roll back is one, too.'),
    ports: z
      .record(portSchema, z.union([z.number().int(), z.enum(['any', 'none'])]))
      .optional()
      .describe('Port of the service → port of the nodes, or any, or none: { "80/tcp": 8080 }.'),
    absent: z.literal(true).optional().describe('There is no such service.'),
  })
  .describe('A service of the swarm that the engine is a manager of.');

/** A check about a service. */
export type ServiceSpec = z.infer<typeof schema>;

/** Whether a swarm has a service, how many of its tasks run, and how its last update went. */
export const service: CheckKind<ServiceSpec> = {
  schema,
  async evaluate(spec, world) {
    const facts = await world.service(spec.name);
    const isOutside = facts === undefined && !(await world.swarm()).isManager;
    return judgePresence(
      {
        subject: t('The service {0}', quote(spec.name)),
        facts,
        rules: rules(spec),
        missing: isOutside
          ? t('There are no services: the engine manages no swarm.')
          : t('There is no service named {0}.', quote(spec.name)),
        pointer: { see: see(spec, isOutside) },
      },
      spec.absent,
    );
  },
};

function see(
  { name, absent, failed, update }: ServiceSpec,
  isOutside: boolean,
): string | undefined {
  if (isOutside) return 'docker info';
  if (absent) return 'docker service ls';
  if (update !== undefined) return seeCommand('docker', 'service', 'inspect', '--pretty', name);
  return failed === undefined ? 'docker service ls' : seeCommand('docker', 'service', 'ps', name);
}

type ServiceRule = Rule<ServiceFacts>;

function rules(spec: ServiceSpec): readonly ServiceRule[] {
  return [
    ...rule(spec.image, imageRule),
    ...rule(spec.replicas, (wanted): ServiceRule => {
      const words = describeComparison(wanted, plain);
      return {
        wanted: t('wants tasks: {0}', words),
        look: ({ replicas }) => ({
          found:
            replicas === undefined
              ? t('wants one task on each node')
              : t('wants tasks: {0}', replicas),
          holds: replicas !== undefined && holds(replicas, wanted, plain),
        }),
      };
    }),
    ...servicePortRules(spec.ports ?? {}),
    ...rule(spec.update, updateRule),
    ...rule(spec.running, (wanted): ServiceRule => {
      const words = describeComparison(wanted, plain);
      return {
        wanted: t('runs tasks of its image: {0}', words),
        look: (facts) => ({
          found: describeRunning(facts),
          holds: holds(running(facts).length, wanted, plain),
        }),
      };
    }),
    ...rule(spec.failed, (wanted): ServiceRule => {
      const words = describeComparison(wanted, plain);
      return {
        wanted: t('has tasks that failed: {0}', words),
        look: (facts) => ({
          found: t('has tasks that failed: {0}', failed(facts).length),
          holds: holds(failed(facts).length, wanted, plain),
        }),
      };
    }),
  ];
}

function imageRule(wanted: string): ServiceRule {
  return {
    wanted: t('has the image {0}', quote(wanted)),
    look: ({ image }) => ({
      found: t('has the image {0}', quote(image)),
      holds: fullReference(image) === fullReference(wanted),
    }),
  };
}

function updateRule(wanted: (typeof updates)[number]): ServiceRule {
  const words = (state: string): string =>
    state === '' || state === 'none' ? t('was not updated') : t('has the update {0}', quote(state));
  return {
    wanted: words(wanted),
    look: ({ update }) => ({
      found: words(update),
      holds: update === (wanted === 'none' ? '' : wanted),
    }),
  };
}

const running = ({ image, tasks }: ServiceFacts): readonly TaskFacts[] =>
  tasks.filter((task) => task.isWanted && task.state === 'running' && task.image === image);

const failed = ({ tasks }: ServiceFacts): readonly TaskFacts[] =>
  tasks.filter(({ state }) => state === 'failed' || state === 'rejected');

function describeRunning(facts: ServiceFacts): string {
  const count = t('runs tasks of its image: {0}', running(facts).length);
  const isOfNow = ({ image, error }: TaskFacts): boolean => error !== '' && image === facts.image;
  const reason = failed(facts).find(isOfNow)?.error;
  return running(facts).length === 0 && reason !== undefined
    ? `${count} (${quote(reason)})`
    : count;
}
