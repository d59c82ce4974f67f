import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { ChangeEntry } from '../../recorder/recording.ts';
import { describeText, matchesText, textMatch } from '../text.ts';
import { containerDetail, containerField, textDetail, type IdsOf } from './details.ts';
import type { Wanted } from './wanted.ts';

export const changedSchema = z
  .strictObject({
    kind: textMatch
      .optional()
      .describe('What changed: namespace-created, mount-gone, container-created.'),
    sentence: textMatch.optional().describe('The sentence that the recorder makes of it.'),
    container: containerField,
  })
  .describe('Something that was different afterwards, and that belongs to the command.');

/** A change that is wanted; one that only happened at that time is none. */
export function wantedChange(
  { kind, sentence, container }: z.infer<typeof changedSchema>,
  idsOf: IdsOf,
): Wanted<ChangeEntry> {
  return {
    lane: 'changes',
    name: kind === undefined ? '' : describeText(kind),
    did: (what) => t('had the effect {0}', what),
    didNot: (what) => t('had no effect {0}', what),
    nameOf: (entry) => entry.kind,
    isNamed: (entry) => entry.isTied && (kind === undefined || matchesText(entry.kind, kind)),
    details: [
      ...textDetail<ChangeEntry>(t('told as'), sentence, (entry) => entry.sentence),
      ...containerDetail<ChangeEntry>(container, idsOf),
    ],
  };
}
