import { t } from '../../base/l10n.ts';
import { quote } from '../../base/quote.ts';
import type { Lane, Recording } from '../../recorder/recording.ts';
import { isBlind, type Condition } from './condition.ts';
import type { Sight } from './wanted.ts';

/** What was seen of each condition, in one recording. */
export interface Look {
  readonly recording: Recording;
  readonly sights: readonly Sight[];
}

/** A recording as the subject of a sentence. */
export function subjectOf({ command }: Recording): string {
  return command === '' ? t('What was done without a command') : quote(command);
}

/** Why the recording does not tell whether all conditions hold, and what to do about it. */
export function describeUnseen(
  { recording, sights }: Look,
  conditions: readonly Condition[],
): string {
  const subject = subjectOf(recording);
  const reasons = sights.flatMap(({ found, holds }, index) => {
    if (holds !== undefined) return [];
    const blind = (conditions[index]?.lanes ?? []).filter((lane) => isBlind(recording, lane));
    return blind.length === 0
      ? [`${subject} ${found}.`]
      : blind.map((lane) =>
          t('Not everything could be seen of {0}. {1}', subject, whyBlind(recording, lane)),
        );
  });
  return [...new Set(reasons)].join(' ');
}

function whyBlind({ lanes, unattributed }: Recording, lane: Lane): string {
  const { isSeen, notes, fix = '', lost } = lanes[lane];
  if (!isSeen) return [...notes, fix].filter(Boolean).join(' ');
  const reason =
    lost > 0
      ? t('{0} things happened too fast to be kept.', lost)
      : t(
          'Somebody else used the engine at that time: of {0} things nobody knows whose they are.',
          unattributed,
        );
  return `${reason} ${t('Type the command again.')}`;
}
