import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, quoteList } from '../base/quote.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import { rule, type Rule } from './rule.ts';
import { plain } from './units.ts';

/** A container of a Compose project, with the service that it is of. */
export interface Composed {
  readonly service: string;
  readonly container: ContainerFacts;
}

/** What a check asks about one service of a Compose project. */
export const composedService = z.strictObject({
  running: wantedNumber.optional().describe('How many of its containers run: 1, { atLeast: 2 }.'),
  health: z
    .enum(['none', 'starting', 'healthy', 'unhealthy'])
    .optional()
    .describe('What the health check of each running one says; none: it has none.'),
  exitCode: wantedNumber.optional().describe('The exit code of each one that has ended.'),
  waitsFor: z
    .record(z.string().min(1), z.enum(['started', 'healthy', 'completed']))
    .optional()
    .describe('Services that it depends on, and what it waits for: { db: healthy }.'),
  startedAfter: z
    .array(z.string().min(1))
    .optional()
    .describe('Services of which every container was started before each of its own.'),
});

type Wanted = z.infer<typeof composedService>;
type ProjectRule = Rule<readonly Composed[]>;

/** What is wanted of one service of a project, the prerequisites first. */
export function composeServiceRules(name: string, wanted: Wanted): readonly ProjectRule[] {
  const own = (project: readonly Composed[], service = name): readonly ContainerFacts[] =>
    project.filter((each) => each.service === service).map(({ container }) => container);
  const { running = { atLeast: 1 }, health, exitCode, waitsFor = {}, startedAfter } = wanted;
  return [
    ...(wanted.running === undefined && exitCode !== undefined ? [] : [runningRule(running)]),
    ...rule(exitCode, exitRule),
    ...rule(health, healthRule),
    ...Object.entries(waitsFor).map(([other, condition]) => waitRule(other, condition)),
    ...rule(startedAfter, orderRule),
  ];

  function runningRule(count: typeof running): ProjectRule {
    return {
      wanted: t('runs of {0}: {1}', quote(name), describeComparison(count, plain)),
      look: (project) => {
        const found = own(project).filter(isRunning).length;
        return {
          found: t('runs of {0}: {1}', quote(name), found),
          holds: holds(found, count, plain),
        };
      },
    };
  }

  function exitRule(code: NonNullable<typeof exitCode>): ProjectRule {
    return {
      wanted: t('has {0} ended with {1}', quote(name), describeComparison(code, plain)),
      look: (project) => {
        const ended = own(project).filter(({ state }) => state === 'exited');
        return {
          found:
            ended.length === 0
              ? t('has no container of {0} that has ended', quote(name))
              : t('has {0} ended with {1}', quote(name), listOf(ended, 'exitCode')),
          holds: ended.length > 0 && ended.every(({ exitCode }) => holds(exitCode, code, plain)),
        };
      },
    };
  }

  function healthRule(words: NonNullable<typeof health>): ProjectRule {
    return {
      wanted: t('has {0} with the health {1}', quote(name), quote(words)),
      look: (project) => {
        const found = own(project).filter(isRunning);
        return {
          found: t('has {0} with the health {1}', quote(name), quote(listOf(found, 'health'))),
          holds: found.length > 0 && found.every((container) => container.health === words),
        };
      },
    };
  }

  function waitRule(other: string, condition: keyof typeof conditions): ProjectRule {
    const words = t('has {0} wait until {1} is {2}', quote(name), quote(other), quote(condition));
    return {
      wanted: words,
      look: (project) => {
        const found = own(project).map((container) => conditionIn(container, other));
        const is = found.length > 0 && found.every((each) => each === conditions[condition]);
        const said = found.find((each) => each !== undefined);
        return {
          found: is
            ? words
            : said === undefined
              ? t('has {0} not wait for {1}', quote(name), quote(other))
              : t('has {0} wait for {1}: {2}', quote(name), quote(other), quote(said)),
          holds: is,
        };
      },
    };
  }

  function orderRule(others: readonly string[]): ProjectRule {
    const words = t('started {0} after {1}', quote(name), quoteList(others));
    return {
      wanted: words,
      look: (project) => {
        const first = Math.min(...own(project).map(startOf));
        const late = others.filter((other) => {
          const starts = own(project, other).map(startOf);
          return starts.length === 0 || !(Math.max(...starts) <= first);
        });
        return {
          found:
            late.length === 0 ? words : t('started {0} before {1}', quote(name), quoteList(late)),
          holds: late.length === 0 && Number.isFinite(first),
        };
      },
    };
  }
}

/** What Compose calls them (compose-spec, depends_on; the label holds "db:service_healthy:false"). */
const conditions = {
  started: 'service_started',
  healthy: 'service_healthy',
  completed: 'service_completed_successfully',
} as const;

function conditionIn({ labels }: ContainerFacts, service: string): string | undefined {
  const said = (labels['com.docker.compose.depends_on'] ?? '').split(',');
  return said.map((each) => each.split(':')).find(([name]) => name === service)?.[1];
}

const isRunning = ({ state }: ContainerFacts): boolean => state === 'running';
const startOf = ({ startedAt }: ContainerFacts): number => Date.parse(startedAt);

function listOf(containers: readonly ContainerFacts[], key: 'health' | 'exitCode'): string {
  return [...new Set(containers.map((container) => container[key]))].join(', ');
}
