import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import { describeComparison, holds, show, type Comparison } from './comparison.ts';
import type { ContainerSpec } from './container.ts';
import { flagRules } from './containerFlags.ts';
import { wordRules } from './containerWords.ts';
import { portRules } from './containerPorts.ts';
import { mountRules } from './containerMounts.ts';
import { quote, quoteList } from '../base/quote.ts';
import { fullReference } from './reference.ts';
import { rule, type Rule } from './rule.ts';
import { describeText, matchesText, type TextMatch } from './text.ts';
import { bytes, cpus, plain, type Unit } from './units.ts';
import type { World } from './world.ts';

type ContainerRule = Rule<ContainerFacts>;

/** What the specification wants of a container, the prerequisites first. */
export async function containerRules(
  spec: ContainerSpec,
  world: World,
): Promise<readonly ContainerRule[]> {
  return [
    ...(await imageRules(spec, world)),
    ...stateRules(spec),
    ...rule(spec.command, (wanted) =>
      textRule(wanted, t('runs the command'), (facts) => facts.command.join(' ')),
    ),
    ...portRules(spec.ports ?? {}),
    ...limitRules(spec),
    ...(await modeRules(spec, world)),
    ...mountRules(spec.mounts ?? []),
    ...wordRules(spec),
    ...flagRules(spec),
  ];
}

/** The container's state in words: "is running", "has exited with 137 (out of memory)". */
export function describeState(facts: ContainerFacts): string {
  switch (facts.state) {
    case 'exited':
    case 'dead':
      return facts.isOomKilled
        ? t('was killed for want of memory (exit code {0})', facts.exitCode)
        : t('has exited with {0}', facts.exitCode);
    case 'created':
      return facts.error === ''
        ? t('was created and never started')
        : t('could not start: {0}', quote(reasonIn(facts.error)));
    case 'running':
      return t('is running');
    case 'paused':
      return t('is paused');
    case 'restarting':
      return t('is restarting');
    case 'removing':
      return t('is being removed');
  }
}

// Engines put the way before the reason; the reason is at the end, and a quoted text keeps its beginning.
function reasonIn(error: string): string {
  return error
    .replace(/^.*unable to start container process: /su, '')
    .replace(/^.*external connectivity on endpoint \S+(?: \([0-9a-f]+\))?: /su, '');
}

const stateWords = {
  created: () => t('was created'),
  running: () => t('is running'),
  paused: () => t('is paused'),
  restarting: () => t('is restarting'),
  removing: () => t('is being removed'),
  exited: () => t('has exited'),
  dead: () => t('is dead'),
} as const;

function stateRules({ state, exitCode, oomKilled }: ContainerSpec): readonly ContainerRule[] {
  const states = state === undefined ? [] : [state].flat();
  const told: ContainerRule = { look: (facts) => ({ found: describeState(facts), holds: true }) };
  return [
    ...(states.length === 0
      ? [told]
      : [
          {
            wanted: states.map((each) => stateWords[each]()).join(t(' or ')),
            look: (facts: ContainerFacts) => ({
              found: describeState(facts),
              holds: states.includes(facts.state),
            }),
          },
          told,
        ]),
    ...rule(exitCode, (wanted) => ({
      wanted: t('ended with exit code {0}', describeComparison(wanted, plain)),
      look: (facts: ContainerFacts) => ({
        found: describeState(facts),
        holds: hasEnded(facts) && holds(facts.exitCode, wanted, plain),
      }),
    })),
    ...rule(oomKilled, (wanted) => ({
      wanted: wanted
        ? t('was killed by the kernel for want of memory')
        : t('was not killed for want of memory'),
      look: (facts: ContainerFacts) => ({
        found: facts.isOomKilled ? describeState(facts) : t('was not killed for want of memory'),
        holds: facts.isOomKilled === wanted,
      }),
    })),
  ];
}

function hasEnded({ state }: ContainerFacts): boolean {
  return state === 'exited' || state === 'dead';
}

async function imageRules(
  { image }: ContainerSpec,
  world: World,
): Promise<readonly ContainerRule[]> {
  if (image === undefined) return [];
  // An image may have been tagged anew since: then the container's image is the one with the same ID.
  const id = (await world.image(image))?.id;
  return [
    {
      wanted: t('is made from {0}', quote(image)),
      look: (facts) => ({
        found: t('is made from {0}', quote(facts.image)),
        holds: fullReference(facts.image) === fullReference(image) || facts.imageId === id,
      }),
    },
  ];
}

function limitRules(spec: ContainerSpec): readonly ContainerRule[] {
  const limits: readonly [
    string,
    Comparison | undefined,
    Unit,
    (facts: ContainerFacts) => number,
  ][] = [
    [t('memory'), spec.memory, bytes, ({ limits }) => limits.memoryBytes],
    [
      t('memory and swap'),
      spec.memorySwap,
      bytes,
      ({ limits }) => Math.max(limits.memorySwapBytes, 0),
    ],
    [t('CPU time'), spec.cpus, cpus, ({ limits }) => limits.nanoCpus / 1e9],
    [t('CPU weight'), spec.cpuShares, plain, ({ limits }) => limits.cpuShares],
    [t('processes'), spec.pids, plain, ({ limits }) => Math.max(limits.pids, 0)],
    [
      t('bytes read per second'),
      spec.readBps,
      bytes,
      ({ limits }) => Math.min(...limits.readBps.map(({ rate }) => rate), Infinity),
    ],
  ];
  const comparisons = limits.flatMap(([what, limit, unit, amount]) =>
    rule(limit, (wanted): ContainerRule => ({
      wanted: describeLimit(what, wanted === 'none' ? undefined : describeComparison(wanted, unit)),
      look(facts) {
        const found = amount(facts) || null;
        return {
          found: describeLimit(what, found === null ? undefined : show(found, unit)),
          holds: holds(found, wanted, unit),
        };
      },
    })),
  );
  const cpuset = rule(spec.cpuset, (wanted): ContainerRule => ({
    wanted: describeCpuset(wanted === '' ? undefined : describeText(wanted)),
    look: ({ limits }) => ({
      found: describeCpuset(limits.cpuset === '' ? undefined : quote(limits.cpuset)),
      holds: matchesText(limits.cpuset, wanted),
    }),
  }));
  return [...comparisons, ...cpuset];
}

function describeCpuset(cpuset: string | undefined): string {
  return cpuset === undefined ? t('may use every CPU') : t('is bound to the CPUs {0}', cpuset);
}

function describeLimit(what: string, amount: string | undefined): string {
  return amount === undefined
    ? t('has no limit on {0}', what)
    : t('has a limit on {0}: {1}', what, amount);
}

async function modeRules(spec: ContainerSpec, world: World): Promise<readonly ContainerRule[]> {
  const modes = [
    [
      t('network'),
      spec.network,
      (facts: ContainerFacts) => [facts.networkMode, ...Object.keys(facts.networks)],
    ],
    [t('IPC'), spec.ipc, (facts: ContainerFacts) => [facts.ipcMode]],
    [t('PID'), spec.pidMode, (facts: ContainerFacts) => [facts.pidMode]],
  ] as const;
  const rules = modes.map(async ([what, wanted, found]) => {
    if (wanted === undefined) return [];
    const same = await sameModes(wanted, world);
    return [
      {
        wanted: t('has the {0} mode {1}', what, quote(wanted)),
        look: (facts: ContainerFacts) => ({
          found: t(
            'has the {0} mode {1}',
            what,
            quoteList([
              ...new Set(
                found(facts).map((mode) => (same.includes(mode) ? wanted : shortMode(mode))),
              ),
            ]),
          ),
          holds: found(facts).some((mode) => same.includes(mode)),
        }),
      },
    ];
  });
  return (await Promise.all(rules)).flat();
}

// The engine may keep the other container's ID where the learner typed its name, and calls the default network
// mode "default" in API versions before 1.44.
async function sameModes(wanted: string, world: World): Promise<readonly string[]> {
  if (wanted === 'bridge') return ['bridge', 'default'];
  if (wanted === 'private') return ['private', ''];
  if (!wanted.startsWith('container:')) return [wanted];
  const id = (await world.container(wanted.slice('container:'.length)))?.id;
  return id === undefined ? [wanted] : [wanted, `container:${id}`];
}

function shortMode(mode: string): string {
  return mode === '' ? 'private' : mode.replace(/^(container:[0-9a-f]{12})[0-9a-f]{52}$/u, '$1');
}

function textRule(
  wanted: TextMatch,
  verb: string,
  read: (facts: ContainerFacts) => string,
): ContainerRule {
  return {
    wanted: `${verb} ${describeText(wanted)}`,
    look: (facts) => ({
      found: `${verb} ${quote(read(facts))}`,
      holds: matchesText(read(facts), wanted),
    }),
  };
}
