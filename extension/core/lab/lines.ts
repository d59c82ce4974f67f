import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { textOfForm } from '../check/form.ts';
import type { TypedLines } from './lab.ts';
import type { Path } from './problem.ts';

/** The name of a guest where it stands for one of its consoles. */
const consoleSchema = textOfForm(/^guest:[a-z0-9]+(?:-[a-z0-9]+)*$/u, () => t('guest:NAME'));

const textSchema = z.string().trim().min(1);

const partSchema = z.union([
  textSchema.describe('Lines typed into the lab terminal one after the other.'),
  z
    .strictObject({
      in: consoleSchema
        .optional()
        .describe('Typed at a console of this guest, guest:NAME; else into the lab terminal.'),
      lines: textSchema.optional().describe('The lines, one after the other.'),
      file: z
        .string()
        .min(1)
        .optional()
        .describe('A file of the lab that holds the lines: solution/build.sh.'),
    })
    .refine(({ lines, file }) => (lines === undefined) !== (file === undefined), {
      error: () => t('Give either lines or file.'),
    }),
]);

/** What is typed: lines for the lab terminal, for a console of a guest, or several of these in order. */
export const linesSchema = z
  .union([partSchema, z.array(partSchema).min(1)])
  .describe('What is typed line by line: into the lab terminal, or at a console of a guest.');

export type LinesSpec = z.infer<typeof linesSchema>;

/** One part of what is typed, with its place below the field that holds it. */
interface PlacedPart {
  readonly part: z.infer<typeof partSchema>;
  readonly path: Path;
}

/** The parts in order. */
export function partsOf(spec: LinesSpec | undefined, path: Path): readonly PlacedPart[] {
  if (Array.isArray(spec)) return spec.map((part, index) => ({ part, path: [...path, index] }));
  return spec === undefined ? [] : [{ part: spec, path }];
}

/** What is typed, and where; `text` gives the text of a file of the lab. */
export function typedLines(spec: LinesSpec, text: (file: string) => string): readonly TypedLines[] {
  return partsOf(spec, []).map(({ part }) => {
    const { in: at, file, lines = '' } = typeof part === 'string' ? { lines: part } : part;
    const whole = file === undefined ? lines : text(file);
    return {
      ...(at === undefined ? {} : { in: at.slice('guest:'.length) }),
      lines: whole.trimEnd().split('\n'),
    };
  });
}

/** What is typed as a text to read and to copy; where it is typed stands above it, unless all is for the lab terminal. */
export function describeLines(typed: readonly TypedLines[]): string {
  const isPlain = typed.every((part) => part.in === undefined);
  return typed
    .flatMap(({ in: guest, lines }) => [...(isPlain ? [] : [`# ${where(guest)}`]), ...lines])
    .join('\n');
}

function where(guest: string | undefined): string {
  return guest === undefined ? t('In the lab terminal:') : t('At a console of {0}:', guest);
}
