import { kindsOf } from '../check/check.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { Need } from './lab.ts';
import { pointingsOf } from './mentions.ts';
import type { Path, TreeProblem } from './problem.ts';
import type { Manifest } from './schema.ts';

/** Kinds of checks that ask the engine, and those that ask about VMs. */
const kindNeeds: Readonly<Record<string, Need>> = {
  ...{ container: 'engine', image: 'engine', network: 'engine', volume: 'engine', log: 'engine' },
  ...{ compose: 'compose', service: 'engine', swarm: 'engine' },
  ...{ vm: 'vm', disk: 'vm', 'vm-snapshot': 'vm', migration: 'vm' },
};

/** Where a manifest asks for something that its `needs` does not promise to be there. */
export function findUnmetNeeds(manifest: Manifest): readonly TreeProblem[] {
  const { needs = [], guests, linux } = manifest;
  return [
    ...sections({ guests, linux }, needs),
    ...(needs.includes('compose') ? unmet('compose', 'engine', needs, ['needs']) : []),
    ...(needs.length === 0 ? [] : [...kinds(manifest, needs), ...subjects(manifest, needs)]),
    ...(guests === undefined ? [] : portProblems(guests)),
  ];
}

function sections(
  { guests, linux }: Pick<Manifest, 'guests' | 'linux'>,
  needs: readonly Need[],
): readonly TreeProblem[] {
  return [
    ...(guests === undefined ? [] : unmet('guests', 'vm', needs, ['guests'])),
    ...(linux === undefined ? [] : unmet('linux', 'linux', needs, ['linux'])),
  ].map((problem) => ({ ...problem, isKey: true }));
}

function kinds({ steps }: Manifest, needs: readonly Need[]): readonly TreeProblem[] {
  return steps.flatMap((step, index) =>
    step.tasks.flatMap(({ check, advice = [] }, task) => {
      const path = ['steps', index, 'tasks', task];
      const checks: readonly (readonly [typeof check, Path])[] = [
        [check, [...path, 'check']],
        ...advice.map(({ when }, at) => [when, [...path, 'advice', at, 'when']] as const),
      ];
      return checks.flatMap(([each, at]) =>
        [...new Set(kindsOf(each))].flatMap((kind) => {
          const need = kindNeeds[kind];
          return need === undefined ? [] : unmet(kind, need, needs, at);
        }),
      );
    }),
  );
}

function subjects(manifest: Manifest, needs: readonly Need[]): readonly TreeProblem[] {
  const hasMachine = needs.includes('linux') && !needs.includes('engine');
  return pointingsOf(manifest).flatMap(({ value, path }) => {
    if (value === 'host' && hasMachine) {
      return [
        {
          path,
          message: t(
            'This lab is done on a machine of its own, and nobody looks at the host: here belongs {0}.',
            quote('machine'),
          ),
        },
      ];
    }
    if (value.startsWith('container:')) return unmet(value, 'engine', needs, path);
    return value.startsWith('guest:') ? unmet(value, 'vm', needs, path) : [];
  });
}

function unmet(
  what: string,
  need: Need,
  needs: readonly Need[],
  path: Path,
): readonly TreeProblem[] {
  return needs.includes(need)
    ? []
    : [{ path, message: t('{0} needs {1}: add it under needs.', quote(what), quote(need)) }];
}

function portProblems(guests: NonNullable<Manifest['guests']>): readonly TreeProblem[] {
  const ports = Object.entries(guests).flatMap(([name, { ports = {} }]) =>
    Object.entries(ports).map(([port, hostPort]) => ({
      path: ['guests', name, 'ports', port],
      hostPort,
    })),
  );
  return ports
    .filter(({ hostPort }, index) => ports.findIndex((each) => each.hostPort === hostPort) < index)
    .map(({ path, hostPort }) => ({
      path,
      message: t('The port {0} of the host is given away twice.', hostPort),
    }));
}
