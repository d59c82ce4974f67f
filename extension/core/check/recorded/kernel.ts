import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { quote, quoteList } from '../../base/quote.ts';
import { systemCalls } from '../../kernel/tape/tapeEvent.ts';
import type { KernelEntry, ProgramEntry, Recording } from '../../recorder/recording.ts';
import { textOfForm } from '../form.ts';
import { describeText, matchesText, textMatch, type TextMatch } from '../text.ts';
import { containerDetail, containerField, textDetail, type IdsOf } from './details.ts';
import { fileName } from './program.ts';
import type { Detail, Wanted } from './wanted.ts';

const calls = [
  ...systemCalls,
  'clone',
  'cgroup mkdir',
  'cgroup rmdir',
  'cgroup attach',
  'oom kill',
] as const;

const flagName = textOfForm(/^(?!CLONE_|MS_)[A-Z][A-Z0-9_]*$/u, () =>
  t('the name of a flag without its prefix, as in NEWPID or BIND'),
);

export const kernelSchema = z
  .strictObject({
    call: z
      .enum(calls)
      .describe('A system call; clone stands for every way to make a process with namespaces.'),
    flags: z
      .array(flagName)
      .min(1)
      .optional()
      .describe('These are among its flags: [NEWPID, NEWNS].'),
    args: z
      .record(z.string(), textMatch)
      .optional()
      .describe('Arguments by the names of the manual page: { type: overlay }.'),
    error: textOfForm(/^(?:E[A-Z0-9]+|any)$/u, () => t('an error as errno(3) has it, or any'))
      .optional()
      .describe('How it failed: EPERM, or any. Unless said otherwise it did not fail.'),
    filtered: z
      .boolean()
      .optional()
      .describe('Whether a seccomp filter answered in the kernel’s place.'),
    by: textMatch.optional().describe('The program that did it: runc, dockerd, unshare.'),
    container: containerField,
  })
  .describe('A system call that isolates, a cgroup, or a process that the kernel killed.');

type KernelSpec = z.infer<typeof kernelSchema>;

/** What the kernel is wanted to have been asked: by the call, then the rest. */
export function wantedKernel(spec: KernelSpec, idsOf: IdsOf): Wanted<KernelEntry> {
  return {
    lane: 'kernel',
    name: quote(spec.call),
    did: (what) => t('made the kernel do {0}', what),
    didNot: (what) => t('did not make the kernel do {0}', what),
    nameOf: ({ call }) => call,
    isNamed: ({ call }) => call === spec.call,
    details: [
      errorDetail(spec.error),
      ...flagsDetail(spec.flags ?? []),
      ...Object.entries(spec.args ?? {}).flatMap(([name, wanted]) =>
        textDetail<KernelEntry>(
          quote(name),
          wanted,
          ({ args }) => args[name],
          // A kernel that does not show texts shows only where in memory they stood.
          ({ args }) => args[name] === undefined,
        ),
      ),
      ...filteredDetail(spec.filtered),
      ...byDetail(spec.by),
      ...containerDetail<KernelEntry>(spec.container, idsOf),
    ],
  };
}

function errorDetail(wanted: string | undefined): Detail<KernelEntry> {
  const see: Detail<KernelEntry>['see'] = ({ error }) => ({
    found:
      error === undefined ? (wanted === undefined ? '' : t('without an error')) : failed(error),
    holds: wanted === 'any' ? error !== undefined : error === wanted,
  });
  if (wanted === undefined) return { see };
  return { wanted: wanted === 'any' ? t('failed') : failed(wanted), see };
}

function filteredDetail(wanted: boolean | undefined): readonly Detail<KernelEntry>[] {
  if (wanted === undefined) return [];
  const words = (isFiltered: boolean): string =>
    isFiltered ? t('answered by a filter') : t('answered by the kernel itself');
  return [
    {
      wanted: words(wanted),
      see: ({ isFiltered = false }) => ({ found: words(isFiltered), holds: isFiltered === wanted }),
    },
  ];
}

function failed(error: string): string {
  return t('failed with {0}', quote(error));
}

function flagsDetail(wanted: readonly string[]): readonly Detail<KernelEntry>[] {
  if (wanted.length === 0) return [];
  return [
    {
      wanted: t('flags {0}', quoteList(wanted)),
      // Of a call that a filter has answered the arguments are not known.
      see: ({ flags, isFiltered = false }) => {
        if (isFiltered) return { found: t('flags not seen'), holds: undefined };
        return {
          found: flags.length === 0 ? t('no flags') : t('flags {0}', quoteList(flags)),
          holds: wanted.every((flag) => flags.includes(flag)),
        };
      },
    },
  ];
}

function byDetail(wanted: TextMatch | undefined): readonly Detail<KernelEntry>[] {
  if (wanted === undefined) return [];
  return [
    {
      wanted: t('by {0}', describeText(wanted)),
      see: (entry, recording) => ({
        found: t('by {0}', quote(entry.name)),
        holds: namesOf(entry, recording).some((name) => matchesText(name, wanted)),
      }),
    },
  ];
}

/** What a process is called: runc gives itself names as `runc:[2:INIT]`, and its file has a name as well. */
function namesOf({ name, pid, id }: KernelEntry, { entries }: Recording): readonly string[] {
  const ran = entries.findLast(
    (entry): entry is ProgramEntry =>
      entry.lane === 'programs' && entry.pid === pid && entry.id < id,
  );
  return [name, name.split(':')[0] ?? name, ...(ran === undefined ? [] : [fileName(ran)])];
}
