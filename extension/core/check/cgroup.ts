import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { CgroupReading } from '../kernel/model.ts';
import {
  describeComparison,
  holds,
  show,
  type Comparison,
  wantedSeconds,
  wantedNumber,
  wantedBytes,
  wantedCpus,
} from './comparison.ts';
import { counters, type Counter } from './cgroupCounters.ts';
import { cgroupSchema, findCgroup, type FoundCgroup } from './findCgroup.ts';
import type { CheckKind } from './kind.ts';
import { quote } from '../base/quote.ts';
import { judgePresence } from './presence.ts';
import { expectation, verdict, type Rule } from './rule.ts';
import { subjectSchema } from './subject.ts';
import { visible } from './visible.ts';

const schema = z
  .strictObject({
    of: z
      .union([cgroupSchema, subjectSchema])
      .describe(
        'Whose cgroup: container:NAME, pid:NUMBER, process:NAME, guest:NAME/process:NAME; or one by its path: cgroup:/PATH, guest:NAME/cgroup:/PATH.',
      ),
    memory: z
      .strictObject({
        max: wantedBytes.optional().describe('memory.max: the hard limit, or none.'),
        high: wantedBytes.optional().describe('memory.high: the soft limit, or none.'),
        current: wantedBytes.optional().describe('memory.current: in use, page cache included.'),
        anon: wantedBytes
          .optional()
          .describe('Memory of the processes themselves, without page cache.'),
        file: wantedBytes.optional().describe('Page cache, tmpfs and shared memory.'),
        oomKills: wantedNumber
          .optional()
          .describe('oom_kill: processes killed for want of memory.'),
      })
      .optional()
      .describe('Limits and counters of memory.'),
    cpu: z
      .strictObject({
        limit: wantedCpus
          .optional()
          .describe('cpu.max, quota by period: 0.5 is half a CPU; or none.'),
        throttled: wantedNumber
          .optional()
          .describe('nr_throttled: periods in which it was held back.'),
        throttledTime: wantedSeconds
          .optional()
          .describe('throttled_usec: how long it was held back.'),
        used: wantedSeconds.optional().describe('usage_usec: CPU time used so far.'),
        weight: wantedNumber.optional().describe('cpu.weight (v2) or cpu.shares (v1).'),
      })
      .optional()
      .describe('Limits and counters of CPU.'),
    pids: z
      .strictObject({
        max: wantedNumber.optional().describe('pids.max: the limit, or none.'),
        current: wantedNumber.optional().describe('pids.current: tasks in it now.'),
        refused: wantedNumber.optional().describe('pids.events max: how often a fork was refused.'),
      })
      .optional()
      .describe('Limits and counters of processes.'),
    io: z
      .strictObject({
        read: wantedBytes.optional().describe('Bytes read so far.'),
        written: wantedBytes.optional().describe('Bytes written so far.'),
      })
      .optional()
      .describe('Counters of block I/O.'),
    absent: z.literal(true).optional().describe('There is no such cgroup.'),
  })
  .describe('A limit or a counter in a cgroup, as the kernel’s own files have it (v1 and v2).');

type CgroupSpec = z.infer<typeof schema>;

/** What the kernel’s files say of a container's or process's cgroup. */
export const cgroup: CheckKind<CgroupSpec> = {
  schema,
  async evaluate(spec, world) {
    const found = await findCgroup(spec.of, world);
    const { words } = found;
    const asked = askedFor(spec);
    const isByPath = found.reading !== undefined && found.isByPath;
    const rules = asked.map((each) => counterRule(each, words, isByPath));
    if (found.reading === undefined && !found.isGone) {
      return verdict('failed', expectation(words, rules), found.missing, found);
    }
    const [missing, pointer] =
      found.reading === undefined
        ? [found.missing, found]
        : [t('There is no such cgroup.'), { see: seeFor(asked, found), focus: found.focus }];
    return judgePresence(
      { subject: words, facts: found.reading, rules, missing, pointer },
      spec.absent,
    );
  },
};

type Group = keyof typeof counters;

interface Asked {
  readonly group: Group;
  readonly counter: Counter<unknown>;
  readonly wanted: Comparison;
}

function askedFor(spec: CgroupSpec): readonly Asked[] {
  return (['memory', 'cpu', 'pids', 'io'] as const).flatMap((group) => {
    // A counter is only ever read with the facts of its own group, under which it is listed.
    const known = counters[group] as Readonly<Record<string, Counter<unknown>>>;
    return Object.entries(spec[group] ?? {}).flatMap(([name, wanted]) => {
      const counter = known[name];
      return counter === undefined || wanted === undefined ? [] : [{ group, counter, wanted }];
    });
  });
}

function counterRule(
  { group, counter, wanted }: Asked,
  words: string,
  isByPath: boolean,
): Rule<CgroupReading> {
  const { v2, unit } = counter;
  return {
    wanted: t('has {0} = {1}', quote(v2), describeComparison(wanted, unit)),
    look(reading) {
      const { controllers } = reading;
      if (isByPath && controllers?.includes(group) === false) {
        return { found: t('has no controller {0}', quote(group)), holds: false };
      }
      const file = isV1(reading, group) ? counter.v1 : v2;
      const facts: unknown = visible<unknown>(reading[group], t('{0}: {1}', words, quote(file)));
      const found = counter.read(facts);
      return {
        found: t('has {0} = {1}', quote(file), show(found, unit)),
        holds: holds(found, wanted, unit),
      };
    },
  };
}

// These are the files that only v1 has; the probe names the first that it read for each group.
const v1Files = /\/(?:memory\.usage_in_bytes|cpuacct\.usage|blkio\.[^/]+)$/u;

function isV1({ sources }: CgroupReading, group: Group): boolean {
  return v1Files.test(sources[group] ?? '');
}

function seeFor(
  [first]: readonly Asked[],
  { reading, see, root }: FoundCgroup,
): string | undefined {
  // The memory controller, which a check mostly asks about, names a folder that every cgroup has.
  const source = reading.sources[first?.group ?? 'memory'];
  if (source === undefined) return undefined;
  if (first === undefined)
    return see('ls', source.slice(0, source.lastIndexOf('/')).replace(root, ''));
  const [file = ''] = (isV1(reading, first.group) ? first.counter.v1 : first.counter.v2).split(' ');
  const folder = source.slice(0, source.lastIndexOf('/')).replace(root, '');
  // On v1 the limits of a CPU are in another hierarchy than the time that it was used.
  return see(
    'cat',
    `${file.startsWith('cpu.') ? folder.replace('/cpuacct/', '/cpu/') : folder}/${file}`,
  );
}
