import { z } from 'zod';
import { t } from '../base/l10n.ts';
import { mainCgroup } from '../kernel/cgroup/main.ts';
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
import type { CheckKind } from './kind.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { expectation, judge, verdict, type Rule } from './rule.ts';
import { findSubject, subjectSchema } from './subject.ts';
import { visible } from './visible.ts';
import type { World } from './world.ts';

const schema = z
  .strictObject({
    of: subjectSchema.describe('Whose cgroup: container:NAME or pid:NUMBER.'),
    memory: z
      .strictObject({
        max: wantedBytes.optional().describe('memory.max: the hard limit, or none.'),
        high: wantedBytes.optional().describe('memory.high: the soft limit, or none.'),
        current: wantedBytes.optional().describe('memory.current: in use, page cache included.'),
        anon: wantedBytes
          .optional()
          .describe('Memory of the processes themselves, without page cache.'),
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
  })
  .describe('A limit or a counter in a cgroup, as the kernel’s own files have it (v1 and v2).');

type CgroupSpec = z.infer<typeof schema>;

/** What the kernel’s files say of a container's or process's cgroup. */
export const cgroup: CheckKind<CgroupSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = await findSubject(spec.of, world);
    const words = t('The cgroup of {0}', subject.words);
    const asked = askedFor(spec);
    const rules = asked.map((each) => counterRule(each, words));
    const expected = expectation(words, rules);
    if (subject.pid === undefined) {
      return verdict('failed', expected, subject.missing, { see: 'docker ps -a' });
    }
    const reading = await readCgroup(subject.pid, words, world);
    return judge(words, rules, reading, { see: seeFor(asked, reading), focus: spec.of });
  },
};

async function readCgroup(pid: number, words: string, world: World): Promise<CgroupReading> {
  const { processes } = await world.kernel();
  const process = processes.find((each) => each.pid === pid);
  const path = process === undefined ? undefined : mainCgroup(process);
  const reading = path === undefined ? undefined : await world.cgroup(path);
  return reading ?? visible(undefined, words);
}

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

function counterRule({ group, counter, wanted }: Asked, words: string): Rule<CgroupReading> {
  const { v2, unit } = counter;
  return {
    wanted: t('has {0} = {1}', quote(v2), describeComparison(wanted, unit)),
    look(reading) {
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

function seeFor([first]: readonly Asked[], reading: CgroupReading): string | undefined {
  const source = first === undefined ? undefined : reading.sources[first.group];
  if (first === undefined || source === undefined) return undefined;
  const [file = ''] = (isV1(reading, first.group) ? first.counter.v1 : first.counter.v2).split(' ');
  const folder = source.slice(0, source.lastIndexOf('/'));
  // On v1 the limits of a CPU are in another hierarchy than the time that it was used.
  return seeCommand(
    'cat',
    `${file.startsWith('cpu.') ? folder.replace('/cpuacct/', '/cpu/') : folder}/${file}`,
  );
}
