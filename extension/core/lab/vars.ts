import type { Lab } from './lab.ts';

/** What each variable may be: name → picks. */
export type Variables = Readonly<Record<string, readonly (string | number)[]>>;

/** A value for every variable: name → value. */
export type Values = Readonly<Record<string, string | number>>;

const wholeMark = /^\$\{([A-Z][A-Z0-9_]*)\}$/u;

// `$${NAME}` is the text `${NAME}`. Anything else with a dollar sign is left alone: `$$`, `$HOME`, `${x:-y}`.
const mark = /\$?\$\{([A-Z][A-Z0-9_]*)\}/gu;

/** Draws one value for each variable; `random` gives numbers from 0 up to 1. */
export function drawVars(
  lab: Pick<Lab, 'variables'>,
  random: () => number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lab.variables).map(([name, picks]) => {
      const index = Math.min(Math.floor(random() * picks.length), picks.length - 1);
      return [name, String(picks[index] ?? '')];
    }),
  );
}

/** Fills values into a text; unknown names are left as they stand. */
export function fillText(text: string, values: Values): string {
  return text.replaceAll(mark, (whole, name: string) => {
    if (whole.startsWith('$$')) return whole.slice(1);
    return Object.hasOwn(values, name) ? String(values[name]) : whole;
  });
}

/** Fills values into a text; a text that is nothing but `${NAME}` becomes a number where the value is one. */
export function fillScalar(text: string, values: Values): string | number {
  const name = wholeMark.exec(text)?.[1];
  return name !== undefined && Object.hasOwn(values, name)
    ? (values[name] ?? text)
    : fillText(text, values);
}

/** True for a text that is nothing but one `${NAME}`. */
export function isWholeMark(value: unknown): boolean {
  return typeof value === 'string' && wholeMark.test(value);
}

/** The names that a text asks for, with the place of each. */
export function namesIn(
  text: string,
): readonly { readonly name: string; readonly index: number }[] {
  return [...text.matchAll(mark)].flatMap((match) => {
    const [whole, name] = match;
    return whole.startsWith('$$') || name === undefined ? [] : [{ name, index: match.index }];
  });
}

/** The drawn values with their types: a pick that was written as a number is one again. */
export function typedValues(variables: Variables, drawn: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(
    Object.entries(drawn).map(([name, value]) => [
      name,
      (variables[name] ?? []).find((pick) => String(pick) === value) ?? value,
    ]),
  );
}
