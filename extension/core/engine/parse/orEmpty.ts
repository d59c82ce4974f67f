import * as z from 'zod';

// The engine writes `null`, an empty value or nothing at all for "none", and which one differs by version.

/** Text; nothing becomes ''. */
export const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** A number; nothing becomes 0, and so does -1, the engine's word for "no limit". */
export const amount = z
  .number()
  .nullish()
  .transform((value) => Math.max(value ?? 0, 0));

/** A flag; nothing becomes false. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A list of texts; nothing becomes []. */
export const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);

/** A table of texts; nothing becomes {}. */
export const textTable = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

/** A command, which old images hold as one text. */
export const commandLine = z
  .union([z.array(z.string()), z.string()])
  .nullish()
  .transform((value) => (typeof value === 'string' ? [value] : (value ?? [])));

/** `NAME=value` lines as a table. */
export const environment = texts.transform((lines) =>
  Object.fromEntries(
    lines.map((line): [string, string] => {
      const at = line.indexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    }),
  ),
);
