import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { bytes, cpus, plain, seconds, type Unit } from './units.ts';

type Amount = string | number;

/** A wanted amount: exactly, none at all (no limit), or within bounds. */
export type Comparison =
  | Amount
  | {
      readonly is?: Amount | undefined;
      readonly atLeast?: Amount | undefined;
      readonly atMost?: Amount | undefined;
      readonly above?: Amount | undefined;
      readonly below?: Amount | undefined;
    };

/** The schemas of comparisons, one for each unit; `none` stands for no limit. */
export const wantedNumber = comparison('number', plain);
export const wantedBytes = comparison('bytes', bytes);
export const wantedSeconds = comparison('seconds', seconds);
export const wantedCpus = comparison('cpus', cpus);

/** Whether the amount found (`null`: no limit) is as wanted. */
export function holds(found: number | null, wanted: Comparison, unit: Unit): boolean {
  const amount = found ?? Infinity;
  return bounds(wanted).every(([bound, value]) => tests[bound](amount, toNumber(value, unit)));
}

/** The wanted amount in words: "64 MiB", "at least 1". */
export function describeComparison(wanted: Comparison, unit: Unit): string {
  return bounds(wanted)
    .map(([bound, value]) => words[bound](show(toNumber(value, unit), unit)))
    .join(t(' and '));
}

/** An amount found, in words; `null` is "no limit". */
export function show(amount: number | null, unit: Unit): string {
  return amount === null || amount === Infinity ? t('no limit') : unit.format(amount);
}

function comparison(id: string, unit: Unit): z.ZodType<Comparison> {
  const amount = z
    .union([z.number(), z.string()])
    .refine((value) => value === 'none' || unit.parse(String(value)) !== undefined, {
      error: () => t('This is not {0}.', unit.allowed),
    })
    .describe(`${unit.allowed}; or none: no limit`);
  const bounds = z
    .strictObject({
      is: amount.optional(),
      atLeast: amount.optional(),
      atMost: amount.optional(),
      above: amount.optional(),
      below: amount.optional(),
    })
    .refine((value) => Object.keys(value).length > 0, {
      error: () => t('Give at least one of is, atLeast, atMost, above, below.'),
    });
  return z.union([amount, bounds]).meta({ id });
}

type Bound = 'is' | 'atLeast' | 'atMost' | 'above' | 'below';

const tests: Readonly<Record<Bound, (found: number, wanted: number) => boolean>> = {
  is: (found, wanted) => found === wanted || Math.abs(found - wanted) < 1e-9,
  atLeast: (found, wanted) => found >= wanted,
  atMost: (found, wanted) => found <= wanted,
  above: (found, wanted) => found > wanted,
  below: (found, wanted) => found < wanted,
};

const words: Readonly<Record<Bound, (amount: string) => string>> = {
  is: (amount) => amount,
  atLeast: (amount) => t('at least {0}', amount),
  atMost: (amount) => t('at most {0}', amount),
  above: (amount) => t('more than {0}', amount),
  below: (amount) => t('less than {0}', amount),
};

function bounds(wanted: Comparison): readonly (readonly [Bound, Amount])[] {
  if (typeof wanted !== 'object') return [['is', wanted]];
  return (['is', 'atLeast', 'atMost', 'above', 'below'] as const).flatMap((bound) => {
    const value = wanted[bound];
    return value === undefined ? [] : [[bound, value] as const];
  });
}

function toNumber(value: Amount, unit: Unit): number {
  return value === 'none' ? Infinity : (unit.parse(String(value)) ?? NaN);
}
