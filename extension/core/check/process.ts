import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { KernelProcess } from '../kernel/model.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import { processRules } from './processRules.ts';
import { bestFit, expectation, fitting, isFarOff, judge, verdict, type Pointer } from './rule.ts';
import { containerOf, findSubject, focusIn, subjectSchema, type Subject } from './subject.ts';
import { matchesText, textMatch } from './text.ts';
import { plain } from './units.ts';

const schema = z
  .strictObject({
    in: subjectSchema.describe(
      'Whose processes: container:NAME, guest:NAME, machine, or host for all that the kernel has.',
    ),
    name: textMatch
      .optional()
      .describe('Its name, as `ps -o comm` shows it (at most 15 characters).'),
    command: textMatch.optional().describe('Its command line, the words joined by spaces.'),
    pid: wantedNumber
      .optional()
      .describe('Its PID as it sees it itself: 1 is the first one of a container.'),
    hostPid: wantedNumber
      .optional()
      .describe('Its PID on the host; in a guest that of the guest itself.'),
    user: wantedNumber.optional().describe('Its user ID, in the same way: 0 is root.'),
    state: z
      .enum(['R', 'S', 'D', 'T', 'Z'])
      .optional()
      .describe('Running, sleeping, waiting for a device, stopped, zombie.'),
    root: textMatch
      .optional()
      .describe('Its root directory, as its machine sees it: / unless it was changed (chroot).'),
    cgroup: textMatch.optional().describe('The path of its cgroup, as its machine sees it: /demo.'),
    absent: z.literal(true).optional().describe('There is no such process.'),
    count: wantedNumber.optional().describe('How many such processes there are.'),
  })
  .describe('A process in a container or on the host.');

export type ProcessSpec = z.infer<typeof schema>;

/** Whether a process of this name, command line or PID runs there. */
export const process: CheckKind<ProcessSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = await findSubject(spec.in, world);
    const candidates = subject.pid === undefined ? [] : await subject.processes();
    const rules = await processRules(spec, subject.place, candidates);
    const expected = expectation(t('A process of {0}', subject.words), rules);
    if (subject.pid === undefined) return verdict('failed', expected, subject.missing, subject);
    const found = fitting(rules, candidates);
    const pointer: Pointer = { see: seeFor(spec.in, subject), focus: focusOf(subject, found[0]) };
    if (spec.absent) {
      return verdict(
        found.length === 0 ? 'passed' : 'failed',
        t('There is none of which this is true: {0}', expected),
        found.length === 0 ? t('There is none.') : t('There is {0}.', describeAll(found)),
        pointer,
      );
    }
    if (spec.count !== undefined) {
      return verdict(
        holds(found.length, spec.count, plain) ? 'passed' : 'failed',
        t('{0}; of such there are {1}', expected, describeComparison(spec.count, plain)),
        t('Of such there are {0}.', found.length),
        pointer,
      );
    }
    const best = bestFit(rules, candidates);
    if (best === undefined || isFarOff(rules, best) || isAnother(spec, best)) {
      const newest = programs(candidates).toReversed();
      return verdict(
        'failed',
        expected,
        t('There is none; {0} runs {1}.', subject.words, describeAll(newest)),
        pointer,
      );
    }
    return { ...judge(t('Process {0}', describe(best)), rules, best, pointer), expected };
  },
};

/** True for another program than the one that is wanted: that it runs, or is the first of all, is of no interest. */
function isAnother(spec: ProcessSpec, { name, commandLine }: KernelProcess): boolean {
  const wanted = [
    ...(spec.name === undefined ? [] : [matchesText(name, spec.name)]),
    ...(spec.command === undefined ? [] : [matchesText(commandLine.join(' '), spec.command)]),
  ];
  return wanted.length > 0 && !wanted.includes(true);
}

function describe({ name, commandLine }: KernelProcess): string {
  return quote(commandLine.join(' ') || name);
}

/** Threads of the kernel are of no interest to anybody who looks for a program. */
function programs(processes: readonly KernelProcess[]): readonly KernelProcess[] {
  return processes.filter(({ commandLine }) => commandLine.length > 0);
}

function describeAll(processes: readonly KernelProcess[]): string {
  return quoteList(processes.map(({ name, commandLine }) => commandLine.join(' ') || name));
}

function seeFor(name: string, subject: Subject): string | undefined {
  const container = containerOf(name);
  return container === undefined
    ? subject.see('ps', '-ef')
    : seeCommand('docker', 'top', container);
}

function focusOf({ focus, place }: Subject, process: KernelProcess | undefined): string {
  const isContainer = focus.startsWith('container:');
  return process === undefined || isContainer ? focus : focusIn(place, `pid:${process.pid}`);
}
