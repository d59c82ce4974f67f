import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import {
  describeComparison,
  holds,
  type Comparison,
  wantedNumber,
  wantedBytes,
  wantedCpus,
} from './comparison.ts';
import { containerRules, describeState } from './containerRules.ts';
import type { CheckKind } from './kind.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import { bestFit, expectation, fitting, judge, verdict } from './rule.ts';
import { matchesText, patternSchema, textMatch } from './text.ts';
import { plain } from './units.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';
import { portSchema } from './containerPorts.ts';

const states = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const;

const schema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe(
        'The container with this name. Without it: any container of this session that fits.',
      ),
    nameMatches: patternSchema
      .optional()
      .describe('Any container whose name matches this regular expression.'),
    state: z
      .union([z.enum(states), z.array(z.enum(states)).min(1)])
      .optional()
      .describe('Its state, or a list of the states allowed.'),
    exitCode: wantedNumber.optional().describe('The exit code of a container that has ended.'),
    oomKilled: z.boolean().optional().describe('Whether the kernel killed it for want of memory.'),
    image: z
      .string()
      .min(1)
      .optional()
      .describe('The image that it was made from: busybox is busybox:latest.'),
    command: textMatch.optional().describe('The command with its arguments, joined by spaces.'),
    ports: z
      .record(portSchema, z.union([z.number().int(), z.enum(['any', 'none', 'exposed'])]))
      .optional()
      .describe(
        'Container port → host port, or any (published somewhere), none (not published), exposed (named, not published): { "80/tcp": 8080 }.',
      ),
    memory: wantedBytes.optional().describe('The limit of --memory: 64m, or none.'),
    memorySwap: wantedBytes
      .optional()
      .describe('The limit of --memory-swap: memory and swap together.'),
    cpus: wantedCpus.optional().describe('The limit of --cpus: 0.5, or none.'),
    cpuShares: wantedNumber.optional().describe('The weight of --cpu-shares.'),
    cpuset: textMatch.optional().describe('The CPUs of --cpuset-cpus: "0" or "0,1".'),
    pids: wantedNumber.optional().describe('The limit of --pids-limit, or none.'),
    readBps: wantedBytes
      .optional()
      .describe('The limit of --device-read-bps, bytes per second, on any device.'),
    network: z
      .string()
      .min(1)
      .optional()
      .describe('bridge, host, none, container:NAME, or the name of a network it is attached to.'),
    ipc: z.string().min(1).optional().describe('private, shareable, host, none or container:NAME.'),
    pidMode: z.string().min(1).optional().describe('host or container:NAME.'),
    env: z
      .record(z.string(), z.union([textMatch, z.literal(false)]))
      .optional()
      .describe('Environment variables: name → text; false: not set.'),
    labels: z.record(z.string(), textMatch).optional().describe('Labels: name → text.'),
    mounts: z
      .array(
        z.strictObject({
          target: z.string().min(1).describe('The path in the container.'),
          type: z.enum(['bind', 'volume', 'tmpfs']).optional().describe('What is mounted there.'),
          volume: z.string().min(1).optional().describe('The name of the volume.'),
          source: textMatch.optional().describe('The path on the engine’s machine.'),
          writable: z.boolean().optional().describe('Whether it may be written.'),
        }),
      )
      .optional()
      .describe('Mounts that it has, among others.'),
    privileged: z.boolean().optional().describe('Whether it was started with --privileged.'),
    interactive: z.boolean().optional().describe('Whether its standard input is kept open (-i).'),
    tty: z.boolean().optional().describe('Whether it has a terminal (-t).'),
    autoRemove: z.boolean().optional().describe('Whether it is removed when it ends (--rm).'),
    restart: z
      .enum(['no', 'always', 'on-failure', 'unless-stopped'])
      .optional()
      .describe('The restart policy.'),
    capAdd: z
      .array(z.string())
      .optional()
      .describe('Capabilities given with --cap-add: [net_admin].'),
    capDrop: z.array(z.string()).optional().describe('Capabilities taken with --cap-drop.'),
    absent: z
      .literal(true)
      .optional()
      .describe('There is no such container. A task with it should need one that has seen it.'),
    count: wantedNumber.optional().describe('How many containers fit: 3, or { atLeast: 2 }.'),
  })
  .describe('A container on the engine, running or not.');

export type ContainerSpec = z.infer<typeof schema>;

/** Whether a container is there, and is as wanted: state, exit code, ports, limits, modes, mounts. */
export const container: CheckKind<ContainerSpec> = {
  schema,
  async evaluate(spec, world) {
    const rules = await containerRules(spec, world);
    const candidates = await findCandidates(spec, world);
    const found = fitting(rules, candidates);
    const expected = expectation(describeSubject(spec), rules);
    if (spec.absent) return judgeAbsent(spec, expected, found);
    if (spec.count !== undefined) return judgeCount(spec.count, expected, found);
    const best = bestFit(rules, candidates);
    if (best === undefined) return judgeMissing(spec, expected, world);
    const pointer = { see: seeFor(spec, best.name), focus: `container:${best.name}` };
    return { ...judge(quote(best.name), rules, best, pointer), expected };
  },
};

function describeSubject({ name, nameMatches }: ContainerSpec): string {
  if (name !== undefined) return quote(name);
  return nameMatches === undefined
    ? t('A container')
    : t('A container named as {0}', quote(nameMatches));
}

async function findCandidates(
  spec: ContainerSpec,
  world: World,
): Promise<readonly ContainerFacts[]> {
  if (spec.name !== undefined) {
    const facts = await world.container(spec.name);
    return facts === undefined ? [] : [facts];
  }
  const wanted = spec.nameMatches;
  const all = await world.containers();
  return wanted === undefined
    ? all
    : all.filter(({ name }) => matchesText(name, { matches: wanted }));
}

function judgeAbsent(
  spec: ContainerSpec,
  expected: string,
  found: readonly ContainerFacts[],
): Verdict {
  const isAnyState = Object.keys(spec).every((key) => key === 'name' || key === 'absent');
  const absence =
    isAnyState && spec.name !== undefined
      ? t('There is no container named {0}', quote(spec.name))
      : t('There is none of which this is true: {0}', expected);
  const [first] = found;
  if (first === undefined)
    return verdict('passed', absence, t('There is none.'), { see: 'docker ps -a' });
  const names = quoteList(found.map(({ name }) => name));
  const observed =
    found.length === 1
      ? t('{0} is still there and {1}.', names, describeState(first))
      : t('These are still there: {0}', names);
  return verdict('failed', absence, observed, {
    see: 'docker ps -a',
    focus: `container:${first.name}`,
  });
}

function judgeCount(
  wanted: Comparison,
  expected: string,
  found: readonly ContainerFacts[],
): Verdict {
  const names = found.map(({ name }) => name);
  return verdict(
    holds(found.length, wanted, plain) ? 'passed' : 'failed',
    t('{0}; of such there are {1}', expected, describeComparison(wanted, plain)),
    names.length === 0
      ? t('There is none.')
      : t('Of such there are {0}: {1}', names.length, quoteList(names)),
    { see: 'docker ps -a' },
  );
}

async function judgeMissing(spec: ContainerSpec, expected: string, world: World): Promise<Verdict> {
  const names = (await world.containers()).map(({ name }) => name);
  const others =
    names.length === 0 ? t('You have no containers.') : t('You have {0}.', quoteList(names));
  const missing =
    spec.name === undefined
      ? t('There is no such container.')
      : t('There is no container named {0}.', quote(spec.name));
  return verdict('failed', expected, `${missing} ${others}`, { see: 'docker ps -a' });
}

const shownByPs: readonly string[] = ['name', 'nameMatches', 'state', 'exitCode', 'ports', 'image'];

function seeFor(spec: ContainerSpec, name: string): string | undefined {
  return Object.keys(spec).every((key) => shownByPs.includes(key))
    ? 'docker ps -a'
    : seeCommand('docker', 'inspect', name);
}
