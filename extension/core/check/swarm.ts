import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { SwarmFacts } from '../engine/facts.ts';
import type { CheckKind } from './kind.ts';
import { judge, rule } from './rule.ts';

const states = ['inactive', 'pending', 'active', 'locked', 'error'] as const;

const schema = z
  .strictObject({
    state: z
      .enum(states)
      .describe('Whether the engine is in a swarm (active), in none (inactive), or in between.'),
    manager: z
      .boolean()
      .optional()
      .describe('Whether it is a manager, to whom services are given; else it is a worker.'),
  })
  .describe('The swarm that the engine is in, if it is in one.');

type SwarmSpec = z.infer<typeof schema>;

/** Whether the engine is in a swarm, and as what. */
export const swarm: CheckKind<SwarmSpec> = {
  schema,
  async evaluate({ state, manager }, world) {
    const rules = [
      {
        wanted: stateWords[state](),
        look: (facts: SwarmFacts) => ({
          found: stateWords[facts.state](),
          holds: facts.state === state,
        }),
      },
      ...rule(manager, (wanted) => ({
        wanted: describeRole(wanted),
        look: ({ isManager }: SwarmFacts) => ({
          found: describeRole(isManager),
          holds: isManager === wanted,
        }),
      })),
    ];
    return judge(t('The engine'), rules, await world.swarm(), { see: 'docker info' });
  },
};

const stateWords = {
  inactive: () => t('is in no swarm'),
  pending: () => t('is on its way into a swarm'),
  active: () => t('is in a swarm'),
  locked: () => t('is in a swarm that is locked'),
  error: () => t('could not get into a swarm'),
} as const;

function describeRole(isManager: boolean): string {
  return isManager ? t('is a manager') : t('is no manager');
}
