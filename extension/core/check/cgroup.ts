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
import type { CheckKind } from './kind.ts';
import { seeCommand } from './quote.ts';
import { expectation, judge, verdict, type Rule } from './rule.ts';
import { findSubject, subjectSchema } from './subject.ts';
import { bytes, cpus, plain, seconds, type Unit } from './units.ts';
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
    const rules = cgroupRules(spec, subject.words);
    const words = t('The cgroup of {0}', subject.words);
    const expected = expectation(words, rules);
    if (subject.pid === undefined)
      return verdict('failed', expected, subject.missing, { see: 'docker ps -a' });
    const reading = await readCgroup(subject.pid, words, world);
    return judge(words, rules, reading, { see: seeFor(spec, reading), focus: spec.of });
  },
};

async function readCgroup(pid: number, words: string, world: World): Promise<CgroupReading> {
  const { processes } = await world.kernel();
  const process = processes.find((each) => each.pid === pid);
  const path = process === undefined ? undefined : mainCgroup(process);
  const reading = path === undefined ? undefined : await world.cgroup(path);
  return reading ?? visible(undefined, words);
}

function cgroupRules(
  { memory, cpu, pids, io }: CgroupSpec,
  words: string,
): readonly Rule<CgroupReading>[] {
  const memoryOf = (reading: CgroupReading) =>
    visible(reading.memory, t('{0} of {1}', 'memory', words));
  const cpuOf = (reading: CgroupReading) => visible(reading.cpu, t('{0} of {1}', 'cpu', words));
  const pidsOf = (reading: CgroupReading) => visible(reading.pids, t('{0} of {1}', 'pids', words));
  const ioOf = (reading: CgroupReading) => visible(reading.io, t('{0} of {1}', 'io', words));
  return [
    ...numberRule('memory.max', memory?.max, bytes, (reading) => memoryOf(reading).maxBytes),
    ...numberRule('memory.high', memory?.high, bytes, (reading) => memoryOf(reading).highBytes),
    ...numberRule(
      'memory.current',
      memory?.current,
      bytes,
      (reading) => memoryOf(reading).currentBytes,
    ),
    ...numberRule('anon', memory?.anon, bytes, (reading) => memoryOf(reading).anonBytes),
    ...numberRule('oom_kill', memory?.oomKills, plain, (reading) => memoryOf(reading).oomKills),
    ...numberRule('cpu.max', cpu?.limit, cpus, (reading) => {
      const { quotaMicros, periodMicros } = cpuOf(reading);
      return quotaMicros === null ? null : quotaMicros / periodMicros;
    }),
    ...numberRule(
      'nr_throttled',
      cpu?.throttled,
      plain,
      (reading) => cpuOf(reading).throttledPeriods,
    ),
    ...numberRule(
      'throttled_usec',
      cpu?.throttledTime,
      seconds,
      (reading) => cpuOf(reading).throttledMicros / 1e6,
    ),
    ...numberRule('usage_usec', cpu?.used, seconds, (reading) => cpuOf(reading).usageMicros / 1e6),
    ...numberRule('cpu.weight', cpu?.weight, plain, (reading) => cpuOf(reading).weight),
    ...numberRule('pids.max', pids?.max, plain, (reading) => pidsOf(reading).max),
    ...numberRule('pids.current', pids?.current, plain, (reading) => pidsOf(reading).current),
    ...numberRule('pids.events max', pids?.refused, plain, (reading) => pidsOf(reading).maxEvents),
    ...numberRule('rbytes', io?.read, bytes, (reading) => ioOf(reading).readBytes),
    ...numberRule('wbytes', io?.written, bytes, (reading) => ioOf(reading).writtenBytes),
  ];
}

function numberRule(
  file: string,
  wanted: Comparison | undefined,
  unit: Unit,
  read: (reading: CgroupReading) => number | null,
): readonly Rule<CgroupReading>[] {
  if (wanted === undefined) return [];
  const words = (amount: string): string => t('has {0} = {1}', `\`${file}\``, amount);
  return [
    {
      wanted: words(describeComparison(wanted, unit)),
      look(reading) {
        const found = read(reading);
        return { found: words(show(found, unit)), holds: holds(found, wanted, unit) };
      },
    },
  ];
}

function seeFor(spec: CgroupSpec, { sources }: CgroupReading): string | undefined {
  const group = (['memory', 'cpu', 'pids', 'io'] as const).find((each) => spec[each] !== undefined);
  const file = group === undefined ? undefined : sources[group];
  return file === undefined ? undefined : seeCommand('cat', file);
}
