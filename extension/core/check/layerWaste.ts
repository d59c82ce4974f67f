import { t } from '../base/l10n.ts';
import { quote, quoteList } from '../base/quote.ts';
import type { ImageLayers, Layer } from '../layers/layer.ts';
import { changesOf, wastedBytes } from '../layers/union.ts';
import { describeComparison, holds, type Comparison } from './comparison.ts';
import { noImage, seeLayers } from './layerPointer.ts';
import { expectation, judge, type Rule } from './rule.ts';
import { bytes } from './units.ts';
import type { Verdict } from './verdict.ts';

/** The verdict over how much of an image nobody sees, because a higher layer hides it. */
export function judgeWaste(
  of: string,
  wanted: Comparison,
  image: ImageLayers | undefined,
): Verdict {
  const subject = t('The image {0}', quote(of));
  const rules = [wasteRule(wanted)];
  return image === undefined
    ? noImage(of, expectation(subject, rules))
    : judge(subject, rules, image, seeLayers(of));
}

function wasteRule(wanted: Comparison): Rule<ImageLayers> {
  const carries = (amount: string): string =>
    t('carries {0} in files that a higher layer hides', amount);
  return {
    wanted: carries(describeComparison(wanted, bytes)),
    look({ layers }) {
      const wasted = wastedBytes(layers);
      const found = carries(bytes.format(wasted));
      return {
        found: wasted === 0 ? found : `${found}: ${quoteList(hiddenFiles(layers))}`,
        holds: holds(wasted, wanted, bytes),
      };
    },
  };
}

/** Paths of the files that a higher layer hides, the largest first. */
function hiddenFiles(layers: readonly Layer[]): readonly string[] {
  const hidden = changesOf(layers)
    .flat()
    .map(({ path, before }) => ({ path, size: before?.size ?? 0 }))
    .filter(({ size }) => size > 0);
  hidden.sort((a, b) => b.size - a.size);
  return hidden.map(({ path }) => `/${path}`);
}
