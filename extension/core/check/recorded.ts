import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quoteList } from '../base/quote.ts';
import type { Recording } from '../recorder/recording.ts';
import { describeComparison, holds, wantedNumber, type Comparison } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { filePlaceSchema } from './place.ts';
import { holdsBetween, type Condition } from './recorded/condition.ts';
import { findContainerIds } from './recorded/containerIds.ts';
import { conditionsOf, containersIn, entryFields } from './recorded/spec.ts';
import { unfold } from './recorded/unfold.ts';
import { describeUnseen, subjectOf, type Look } from './recorded/unseen.ts';
import { judge, verdict, type Pointer } from './rule.ts';
import { describeText, matchesText, textMatch } from './text.ts';
import { plain } from './units.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';

const schema = z
  .strictObject({
    command: textMatch
      .optional()
      .describe('The line that was typed: { matches: ^docker run }; any, unless said otherwise.'),
    in: filePlaceSchema
      .optional()
      .describe('Where it was typed: machine (the one the lab is done on) or guest:NAME.'),
    exitCode: wantedNumber.optional().describe('How the command ended.'),
    ...entryFields,
    count: wantedNumber.optional().describe('How many such commands there were.'),
    absent: z.literal(true).optional().describe('There was no such command.'),
  })
  .refine((spec) => Object.keys(spec).some((key) => key !== 'absent' && key !== 'count'), {
    error: () => t('Say what was recorded.'),
  })
  .describe(
    'What the recorder has seen since the step opened: all that is wanted was in one and the same command.',
  );

type RecordedSpec = z.infer<typeof schema>;

/** Whether a command since the step opened did what is wanted, from its API calls down to the kernel. */
export const recorded: CheckKind<RecordedSpec> = {
  schema,
  async evaluate(spec, world) {
    const recordings = await recordingsIn(spec.in, world);
    const idsOf = await findContainerIds(containersIn(spec), recordings, world);
    const conditions = [...exitCodeCondition(spec.exitCode), ...conditionsOf(spec, idsOf)];
    const expected = expectedOf(spec, conditions);
    // The newest first: of two that come equally near, it is the one that the learner has in mind.
    const looks = recordings
      .filter(({ command }) => spec.command === undefined || matchesText(command, spec.command))
      .map((recording) => ({ recording, sights: conditions.map(({ look }) => look(recording)) }))
      .toReversed();
    const surely = looks.filter(({ sights }) => sights.every((each) => each.holds === true));
    const possible = looks.filter(({ sights }) => sights.every((each) => each.holds !== false));
    const isSo = holdsBetween(wantedCount(spec), surely.length, possible.length);
    const told =
      isSo === undefined ? possible.find((each) => !surely.includes(each)) : nearest(looks);
    const pointer = pointerTo(told, recordings, spec);
    if (told === undefined) {
      return verdict(isSo ? 'passed' : 'failed', expected, describeOthers(recordings), pointer);
    }
    if (isSo === undefined) {
      return verdict('unable', expected, describeUnseen(told, conditions), pointer);
    }
    const counts = surely.length > 0 && (spec.absent || spec.count !== undefined);
    return {
      ...(counts
        ? verdict('passed', expected, t('Of such there are {0}.', surely.length), pointer)
        : { ...describe(told, conditions, pointer), expected }),
      status: isSo ? 'passed' : 'failed',
    };
  },
};

async function recordingsIn(
  place: RecordedSpec['in'],
  world: World,
): Promise<readonly Recording[]> {
  const own = world.guestName ?? world.kind;
  const machine = place === 'machine' ? own : place?.slice('guest:'.length);
  const all = await world.recordings();
  return all.filter((each) => machine === undefined || each.machine === machine).map(unfold);
}

function exitCodeCondition(wanted: RecordedSpec['exitCode']): readonly Condition[] {
  if (wanted === undefined) return [];
  const words = (code: string): string => t('ended with exit code {0}', code);
  return [
    {
      lanes: [],
      wanted: words(describeComparison(wanted, plain)),
      look({ endedAt, exitCode }) {
        if (endedAt === undefined) return { found: t('has not ended yet'), holds: false };
        return exitCode === undefined
          ? { found: t('ended with an exit code that nobody knows'), holds: undefined }
          : { found: words(String(exitCode)), holds: holds(exitCode, wanted, plain) };
      },
    },
  ];
}

/** The one of which most conditions hold; among equals the one that comes nearest, then the first. */
function nearest(looks: readonly Look[]): Look | undefined {
  const scores = looks.map(({ sights }) =>
    sights.reduce((sum, each) => sum + (each.holds === true ? 1 : (each.nearness ?? 0)), 0),
  );
  return looks[scores.indexOf(Math.max(...scores))];
}

function describe(
  { recording, sights }: Look,
  conditions: readonly Condition[],
  pointer: Pointer,
): Verdict {
  const subject = subjectOf(recording);
  if (conditions.length === 0) return verdict('passed', '', t('{0} was typed', subject), pointer);
  const rules = sights.map(({ found, holds: isSo }) => ({
    look: () => ({ found, holds: isSo === true }),
    wanted: found,
  }));
  return judge(subject, rules, recording, pointer);
}

function wantedCount({ count, absent }: RecordedSpec): Comparison {
  return absent ? 0 : (count ?? { atLeast: 1 });
}

function expectedOf(
  { command, count, absent }: RecordedSpec,
  conditions: readonly Condition[],
): string {
  const subject =
    command === undefined ? t('A command') : t('A command {0}', describeText(command));
  const wanted =
    conditions.length === 0
      ? t('{0} was typed', subject)
      : `${subject} ${conditions.map((each) => each.wanted).join(', ')}`;
  if (absent) return t('There is none of which this is true: {0}', wanted);
  return count === undefined
    ? wanted
    : t('{0}; of such there are {1}', wanted, describeComparison(count, plain));
}

/** What was typed in place of what is wanted. */
function describeOthers(recordings: readonly Recording[]): string {
  const commands = recordings.flatMap(({ command }) => (command === '' ? [] : command));
  return commands.length === 0
    ? t('Nothing has been typed since this step was opened.')
    : t(
        'Since this step was opened no such command was typed, but {0}.',
        quoteList(commands.toReversed()),
      );
}

function pointerTo(
  told: Look | undefined,
  recordings: readonly Recording[],
  spec: RecordedSpec,
): Pointer {
  const isLast = told === undefined || told.recording === recordings.at(-1);
  const [container] = containersIn(spec);
  return {
    see: isLast ? 'isolab record show' : 'isolab record list',
    ...(container === undefined ? {} : { focus: `container:${container}` }),
  };
}
