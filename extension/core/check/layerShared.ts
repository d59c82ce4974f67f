import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { Rule } from './rule.ts';
import type { World } from './world.ts';

interface Stacked {
  /** The digests of the layer and of those below it, the lowest first. */
  readonly chain: readonly string[];
}

/**
 * That a layer is shared with another image, or is not. It is kept once only where those below it are the same too
 * (OCI Image Specification, "Layer ChainID").
 */
export async function sharedRules(
  other: string | undefined,
  isWanted: boolean,
  world: World,
): Promise<readonly Rule<Stacked>[]> {
  if (other === undefined) return [];
  const theirs = (await world.image(other))?.layers;
  const words = (isShared: boolean): string =>
    isShared ? t('is shared with {0}', quote(other)) : t('is not shared with {0}', quote(other));
  return [
    {
      wanted: words(isWanted),
      look({ chain }) {
        if (theirs === undefined) {
          return { found: t('has no {0} beside it', quote(other)), holds: false };
        }
        const isShared = chain.every((digest, at) => digest === theirs[at]);
        const isElsewhere = !isShared && theirs.includes(chain.at(-1) ?? '');
        return {
          found: isElsewhere
            ? t('is in {0} too, but on other layers', quote(other))
            : words(isShared),
          holds: isShared === isWanted,
        };
      },
    },
  ];
}
