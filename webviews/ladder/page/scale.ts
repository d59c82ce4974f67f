/** A logarithmic scale: its marks, and how far along it a value lies, from 0 to 1. */
export interface LogScale {
  readonly marks: readonly number[];
  place(value: number): number;
}

/** The scale with these steps that holds all values, with a mark below the least and one at or above the most. */
export function logScale(values: readonly number[], steps: readonly number[]): LogScale {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const below = Math.max(
    0,
    steps.findLastIndex((step) => step < least),
  );
  const above = steps.findIndex((step) => step >= most);
  const marks = steps.slice(below, above === -1 ? undefined : above + 1);
  const low = Math.log(marks[0] ?? 1);
  const length = Math.log(marks.at(-1) ?? 1) - low || 1;
  return {
    marks,
    place: (value) => Math.min(Math.max((Math.log(value) - low) / length, 0), 1),
  };
}

/** 1 ms to 1,000 s. */
export const timeSteps: readonly number[] = Array.from({ length: 7 }, (_, index) => 10 ** index);
/** 64 KiB to 128 GiB, each eight times the one before. */
export const memorySteps: readonly number[] = Array.from(
  { length: 8 },
  (_, index) => 2 ** (16 + 3 * index),
);

/** The middle one of the values, or between the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}
