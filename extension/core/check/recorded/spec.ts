import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { wantedNumber } from '../comparison.ts';
import { callSchema, wantedCall } from './call.ts';
import { changedSchema, wantedChange } from './changed.ts';
import { happened, inOrder, neverHappened, type Condition } from './condition.ts';
import type { IdsOf } from './details.ts';
import { kernelSchema, wantedKernel } from './kernel.ts';
import { programSchema, wantedProgram } from './program.ts';
import { wantedEntry, type WantedEntry } from './wanted.ts';

const oneEntry = z
  .strictObject({
    call: callSchema.optional(),
    program: programSchema.optional(),
    kernel: kernelSchema.optional(),
    changed: changedSchema.optional(),
  })
  .refine((entry) => Object.keys(entry).length === 1, {
    error: () => t('Give exactly one of call, program, kernel, changed.'),
  });

const count = wantedNumber
  .optional()
  .describe('How often in that command; at least once unless said otherwise.');

/** The fields that say what is wanted to be in a recording. */
export const entryFields = {
  call: callSchema.extend({ count }).optional(),
  program: programSchema.extend({ count }).optional(),
  kernel: kernelSchema.extend({ count }).optional(),
  changed: changedSchema.extend({ count }).optional(),
  inOrder: z
    .array(oneEntry)
    .min(2)
    .optional()
    .describe('These one after the other, whatever stands between them: [{ call: … }, …].'),
  without: z
    .array(oneEntry)
    .min(1)
    .optional()
    .describe('None of these is in the recording of that command.'),
} as const;

export type EntriesSpec = {
  readonly [Field in keyof typeof entryFields]?: z.infer<(typeof entryFields)[Field]>;
};

/** What is wanted of a recording, in the order in which a person tells it. */
export function conditionsOf(spec: EntriesSpec, idsOf: IdsOf): readonly Condition[] {
  const wanted = (each: OneEntry): WantedEntry => toWanted(each, idsOf);
  const { call, program, kernel, changed, inOrder: ordered, without = [] } = spec;
  return [
    ...(call === undefined ? [] : [happened(wanted({ call }), call.count)]),
    ...(program === undefined ? [] : [happened(wanted({ program }), program.count)]),
    ...(kernel === undefined ? [] : [happened(wanted({ kernel }), kernel.count)]),
    ...(changed === undefined ? [] : [happened(wanted({ changed }), changed.count)]),
    ...(ordered === undefined ? [] : [inOrder(ordered.map(wanted))]),
    ...without.map((each) => neverHappened(wanted(each))),
  ];
}

/** The containers that are named in it. */
export function containersIn(spec: EntriesSpec): readonly string[] {
  const { call, program, kernel, changed, inOrder: ordered = [], without = [] } = spec;
  const all = [{ call, program, kernel, changed }, ...ordered, ...without];
  return all.flatMap((each) =>
    [each.call, each.program, each.kernel, each.changed].flatMap((one) => one?.container ?? []),
  );
}

type OneEntry = z.infer<typeof oneEntry>;

function toWanted({ call, program, kernel, changed }: OneEntry, idsOf: IdsOf): WantedEntry {
  if (call !== undefined) return wantedEntry(wantedCall(call, idsOf));
  if (program !== undefined) return wantedEntry(wantedProgram(program, idsOf));
  if (kernel !== undefined) return wantedEntry(wantedKernel(kernel, idsOf));
  return wantedEntry(wantedChange(changed ?? {}, idsOf));
}
