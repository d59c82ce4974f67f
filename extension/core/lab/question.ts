import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { argvSchema } from '../check/command.ts';
import { matchPattern } from '../check/pattern.ts';
import { findPlace, placeSchema } from '../check/place.ts';
import { quote } from '../base/quote.ts';
import { patternSchema } from '../check/text.ts';
import type { World } from '../check/world.ts';
import { textOfForm } from '../check/form.ts';
import { identifier } from './identifier.ts';
import {
  ladderSchema,
  measureLadder,
  measureVm,
  notMeasured,
  vmReadingSchema,
} from './measuredNumber.ts';

const maxOutput = 64 * 1024;
// As long as a check may take: a guest may be emulated, on a machine that is busy.
const limitMs = 15_000;

const sources = ['command', 'ladder', 'vm'] as const;

const toleranceSchema = z
  .union([
    z.number().min(0),
    textOfForm(/^\d+(?:\.\d+)?%$/u, () => t('a number or a percentage, as in 10%')),
  ])
  .describe(
    'How far off an answer may be: 5, or 10% of the right one. None unless said otherwise.',
  );

const measuredSchema = z
  .strictObject({
    command: argvSchema.optional(),
    on: placeSchema.optional(),
    pick: patternSchema
      .optional()
      .describe(
        'Takes from the output what this matches, or its first group. The whole output unless said otherwise.',
      ),
    ladder: ladderSchema.optional(),
    vm: vmReadingSchema.optional(),
  })
  .refine((spec) => sources.filter((source) => spec[source] !== undefined).length === 1, {
    error: () => t('Give exactly one of command, ladder, vm.'),
  })
  .refine(({ command, on, pick }) => command !== undefined || (on ?? pick) === undefined, {
    error: () => t('Only a command has on and pick.'),
  })
  .describe('The answer is a fact of this machine: measured when asked.');

/** A question of the prose: its right answer, or how to measure it. */
export const questionSchema = z.union([
  z.strictObject({
    answer: z
      .union([z.string(), z.number(), z.array(z.string()).min(1)])
      .describe(
        'The right answer; several that are right as a list. Letter case and spaces around do not count.',
      ),
    tolerance: toleranceSchema.optional(),
  }),
  z.strictObject({ measured: measuredSchema, tolerance: toleranceSchema.optional() }),
]);

/** A prediction of the prose is shown beside what is measured, and is never wrong. */
export const predictionSchema = z.strictObject({
  measured: measuredSchema,
  after: identifier
    .optional()
    .describe('The task after which it is measured, where a measurement before it is none.'),
});

export type QuestionSpec = z.infer<typeof questionSchema>;
export type PredictionSpec = z.infer<typeof predictionSchema>;
export type MeasuredSpec = z.infer<typeof measuredSchema>;

/** What a learner's answer is worth. */
export interface Judgement {
  readonly text: string;
  readonly isRight: boolean;
  readonly rightAnswer: string;
}

/** Judges an answer; measures the right one if it is a fact of this machine. Rejects when that cannot be measured. */
export async function judgeAnswer(
  spec: QuestionSpec,
  text: string,
  world: World,
): Promise<Judgement> {
  const right =
    'answer' in spec ? [spec.answer].flat().map(String) : [await measure(spec.measured, world)];
  return {
    text,
    isRight: right.some((answer) =>
      readings(spec, text).some((reading) => isClose(reading, answer, spec.tolerance)),
    ),
    rightAnswer: right[0] ?? '',
  };
}

/** The answer as it stands, and what a measurement would take of it: learners copy the whole line. */
function readings(spec: QuestionSpec, text: string): readonly string[] {
  const pick = 'measured' in spec ? spec.measured.pick : undefined;
  if (pick === undefined) return [text];
  const [found] = matchPattern([text.trim()], pick);
  return found ? [text, found[1] ?? found[0] ?? ''] : [text];
}

/** Measures a fact of this machine, and changes nothing; rejects when it cannot be measured now. */
export async function measure(spec: MeasuredSpec, world: World): Promise<string> {
  if (spec.ladder !== undefined) return measureLadder(spec.ladder, world);
  return spec.vm === undefined ? measureByCommand(spec, world) : measureVm(spec.vm, world);
}

async function measureByCommand(
  { command = [], on, pick }: MeasuredSpec,
  world: World,
): Promise<string> {
  const [program = '', ...args] = command;
  const shown = quote(command.join(' '));
  const place = await findPlace(on, world);
  if (place.run === undefined) throw notMeasured(shown, place.missing);
  const result = await place.run({ program, args, timeoutMs: limitMs });
  if (result.exitCode !== 0)
    throw notMeasured(shown, quote(result.failure ?? result.stderr.trim()));
  if (pick === undefined) return result.stdout.trim();
  const [found] = matchPattern([result.stdout.slice(-maxOutput)], pick);
  if (!found) throw notMeasured(shown, quote(result.stdout.trim()));
  return found[1] ?? found[0] ?? '';
}

function isClose(text: string, right: string, tolerance: number | string = 0): boolean {
  const [given, wanted] = [plain(text), plain(right)];
  if (given === wanted) return true;
  const [number, exact] = [Number(given), Number(wanted)];
  const allowed =
    typeof tolerance === 'number'
      ? tolerance
      : (Math.abs(exact) * Number.parseFloat(tolerance)) / 100;
  return given !== '' && wanted !== '' && Math.abs(number - exact) <= allowed;
}

function plain(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ').toLowerCase();
}
