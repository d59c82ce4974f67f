import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { quote } from '../../base/quote.ts';
import type { Entry } from '../../recorder/recording.ts';
import { describeText, matchesText, type TextMatch } from '../text.ts';
import type { Detail } from './wanted.ts';

/** Whom an entry was done for, in a schema. */
export const containerField = z
  .string()
  .min(1)
  .optional()
  .describe('Done for or by this container: its name or ID.');

/** The IDs that a container's name stands for: it may have been removed, and made again. */
export type IdsOf = (name: string) => ReadonlySet<string>;

/**
 * That a text of an entry is as wanted. `isUnseen` says of which entries it was not recorded, though there was one;
 * what is undefined otherwise was not there.
 */
export function textDetail<Of extends Entry>(
  what: string,
  wanted: TextMatch | undefined,
  read: (entry: Of) => string | undefined,
  isUnseen: (entry: Of) => boolean = () => false,
): readonly Detail<Of>[] {
  if (wanted === undefined) return [];
  return [
    {
      wanted: `${what} ${describeText(wanted)}`,
      see(entry) {
        const text = read(entry);
        if (isUnseen(entry)) return { found: t('{0} not seen', what), holds: undefined };
        if (text === undefined) return { found: t('without {0}', what), holds: false };
        return { found: `${what} ${quote(text)}`, holds: matchesText(text, wanted) };
      },
    },
  ];
}

/** That an entry belongs to the container of this name or ID. */
export function containerDetail<Of extends Entry>(
  name: string | undefined,
  idsOf: IdsOf,
): readonly Detail<Of>[] {
  if (name === undefined) return [];
  const words = (which: string): string => t('container {0}', quote(which));
  return [
    {
      wanted: words(name),
      see({ container }) {
        if (container === undefined) return { found: t('no container'), holds: false };
        const isIt = idsOf(name).has(container);
        return { found: words(isIt ? name : container.slice(0, 12)), holds: isIt };
      },
    },
  ];
}
