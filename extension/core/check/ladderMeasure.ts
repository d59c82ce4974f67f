import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { rungKinds, type Ladder } from '../ladder/rung.ts';
import { textOfForm } from './form.ts';
import { bytes, seconds, type Unit } from './units.ts';
import { visible } from './visible.ts';

const form = new RegExp(String.raw`^(?:${rungKinds.join('|')})\.(?:start|memory)$`, 'u');

/** One number of the isolation ladder, by the rung and what was measured of it: `container.start`, `vm-tcg.memory`. */
export const measureSchema = textOfForm(form, () =>
  t('a rung and what of it: {0}, then .start or .memory', rungKinds.join(', ')),
);

/** One number by another of the same unit. */
export const ratioSchema = z
  .tuple([measureSchema, measureSchema])
  .refine(([one, other]) => unitOf(one) === unitOf(other), {
    error: () => t('Both are a .start, or both a .memory.'),
  })
  .describe('The first number by the second: [vm-tcg.start, container.start].');

/** In what a measure is given: its start in seconds, its memory in bytes. */
export function unitOf(measure: string): Unit {
  return measure.endsWith('.start') ? seconds : bytes;
}

/** The number in its unit, of several tries the median; undefined when the ladder has no such rung. Throws when it could not be measured here. */
export function readMeasure(measure: string, ladder: Ladder): number | undefined {
  const rung = ladder.rungs.find(({ kind }) => measure.startsWith(`${kind}.`));
  if (rung === undefined) return undefined;
  const measured = visible(rung.measured, t('The rung {0}', rung.kind));
  return measure.endsWith('.start') ? median(measured.startMs) / 1000 : measured.memoryBytes;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}
