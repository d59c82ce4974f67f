import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { verdict, type Pointer } from './rule.ts';
import type { Verdict } from './verdict.ts';

/** How the learner sees the layers of an image. */
export function seeLayers(image: string): Pointer {
  return { see: seeCommand('isolab', 'images', 'show', image) };
}

/** The verdict where the image that is asked about is not there. */
export function noImage(image: string, expected: string): Verdict {
  const observed = t('There is no image {0}.', quote(image));
  return verdict('failed', expected, observed, { see: 'docker images' });
}
