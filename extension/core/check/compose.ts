import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import { composedService, composeServiceRules, type Composed } from './composeService.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import type { Rule } from './rule.ts';
import type { World } from './world.ts';

const schema = z
  .strictObject({
    project: z.string().min(1).describe('The name of the project.'),
    services: z
      .record(z.string().min(1), composedService)
      .optional()
      .describe('Its services by their names, and what is wanted of each.'),
    only: z.array(z.string().min(1)).optional().describe('No service has containers but these.'),
    absent: z.literal(true).optional().describe('No container is of this project.'),
  })
  .describe('A project of Docker Compose, by the labels of its containers.');

type ComposeSpec = z.infer<typeof schema>;

/** Whether the services of a Compose project run: how many containers, how healthy, started in which order. */
export const compose: CheckKind<ComposeSpec> = {
  schema,
  async evaluate(spec, world) {
    const facts = await findProject(spec.project, world);
    return judgePresence(
      {
        subject: t('The project {0}', quote(spec.project)),
        facts: facts.length === 0 ? undefined : facts,
        rules: rules(spec),
        missing: t('The project {0} has no containers.', quote(spec.project)),
        pointer: { see: seeCommand('docker', 'compose', '-p', spec.project, 'ps', '-a') },
      },
      spec.absent,
    );
  },
};

/** Labels that Compose puts on what it makes (docker/compose, pkg/api/labels.go). */
async function findProject(project: string, world: World): Promise<readonly Composed[]> {
  const containers = await world.containers();
  return containers.flatMap((container) => {
    const { labels } = container;
    const service = labels['com.docker.compose.service'];
    const isOneOff = labels['com.docker.compose.oneoff']?.toLowerCase() === 'true';
    return labels['com.docker.compose.project'] === project && service !== undefined && !isOneOff
      ? [{ service, container }]
      : [];
  });
}

function rules({ services = {}, only }: ComposeSpec): readonly Rule<readonly Composed[]>[] {
  return [
    ...Object.entries(services).flatMap(([name, wanted]) => composeServiceRules(name, wanted)),
    ...(only === undefined ? [] : [onlyRule(only)]),
  ];
}

function onlyRule(names: readonly string[]): Rule<readonly Composed[]> {
  return {
    wanted: t('has containers of {0} alone', quoteList(names)),
    look: (project) => {
      const found = [...new Set(project.map(({ service }) => service))].sort();
      return {
        found: t('has containers of {0}', quoteList(found)),
        holds: found.every((service) => names.includes(service)),
      };
    },
  };
}
