import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { Ladder } from '../ladder/rung.ts';
import { describeComparison, holds, show, type Comparison } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { measureSchema, ratioSchema, readMeasure, unitOf } from './ladderMeasure.ts';
import { verdict } from './rule.ts';
import { plain, type Unit } from './units.ts';

const bounds = ['atLeast', 'atMost', 'above', 'below'] as const;

const amount = z
  .union([z.number(), z.string()])
  .optional()
  .describe('Of a ratio a number; of a start a time, as in 200ms; of memory an amount, as in 64m.');

const schema = z
  .strictObject({
    of: measureSchema.optional().describe('One number: container.start, vm-tcg.memory.'),
    ratio: ratioSchema.optional(),
    ...{ atLeast: amount, atMost: amount, above: amount, below: amount },
  })
  .refine(({ of, ratio }) => (of === undefined) !== (ratio === undefined), {
    error: () => t('Give either of or ratio.'),
  })
  .superRefine((spec, context) => {
    const { allowed, parse } = unitFor(spec);
    for (const bound of bounds) {
      const wanted = spec[bound];
      if (wanted !== undefined && parse(String(wanted)) === undefined) {
        context.addIssue({
          code: 'custom',
          path: [bound],
          message: t('This is not {0}.', allowed),
        });
      }
    }
  })
  .describe('A number of the isolation ladder, as this session measured it last.');

type MeasuredSpec = z.infer<typeof schema>;

/** Whether what was measured on the isolation ladder is so large or so small; without a bound, whether it was measured. */
export const measured: CheckKind<MeasuredSpec> = {
  schema,
  async evaluate(spec, world) {
    const unit = unitFor(spec);
    const wanted = boundsOf(spec);
    const expected =
      wanted === undefined
        ? t('{0} is measured', (spec.ratio ?? [spec.of ?? '']).map(quote).join(t(' and ')))
        : sentence(spec, describeComparison(wanted, unit));
    const pointer = { see: 'isolab ladder' };
    const ladder = await world.ladder();
    const found = ladder === undefined ? undefined : read(spec, ladder);
    if (found === undefined) {
      return verdict('failed', expected, t('It has not been measured yet.'), pointer);
    }
    return verdict(
      wanted === undefined || holds(found, wanted, unit) ? 'passed' : 'failed',
      expected,
      sentence(spec, show(found, unit)),
      pointer,
    );
  },
};

/** "`container` took 250 ms to start", "`vm-tcg` took 20 times as long to start as `container`". */
function sentence({ of = '', ratio }: MeasuredSpec, amount: string): string {
  const [one = of, other] = ratio ?? [];
  const rung = quote(rungOf(one));
  if (other === undefined) {
    return one.endsWith('.start')
      ? t('{0} took {1} to start', rung, amount)
      : t('{0} takes {1} of memory', rung, amount);
  }
  return one.endsWith('.start')
    ? t('{0} took {1} times as long to start as {2}', rung, amount, quote(rungOf(other)))
    : t('{0} takes {1} times the memory of {2}', rung, amount, quote(rungOf(other)));
}

function rungOf(measure: string): string {
  return measure.slice(0, measure.lastIndexOf('.'));
}

function unitFor({ of }: Pick<MeasuredSpec, 'of'>): Unit {
  return of === undefined ? plain : unitOf(of);
}

function boundsOf(spec: MeasuredSpec): Comparison | undefined {
  const { atLeast, atMost, above, below } = spec;
  return bounds.some((bound) => spec[bound] !== undefined)
    ? { atLeast, atMost, above, below }
    : undefined;
}

function read({ of = '', ratio }: MeasuredSpec, ladder: Ladder): number | undefined {
  if (ratio === undefined) return readMeasure(of, ladder);
  const [one, other] = ratio.map((measure) => readMeasure(measure, ladder));
  return one === undefined || other === undefined
    ? undefined
    : Number((one / other).toPrecision(3));
}
