import { readFileSync } from 'node:fs';

/** How one suite went. `failures` has a title and a reason for each that failed. */
export interface Outcome {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly title: string;
  readonly reason: string;
}

type Line =
  | { readonly state: 'passed' | 'skipped'; readonly title: string }
  | { readonly state: 'failed'; readonly title: string; readonly reason: string }
  | { readonly state: 'ended' };

/** Reads what reporter.cjs wrote. A run that did not come to its end, or failed without a failed test, is a failure. */
export function readReport(file: string, howEnded: string | undefined): Outcome {
  return parseReport(readFileSync(file, 'utf8'), howEnded);
}

/** `howEnded` is undefined when the process ended with exit code 0. */
export function parseReport(text: string, howEnded: string | undefined): Outcome {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const count = (state: Line['state']): number =>
    lines.filter((line) => line.state === state).length;
  const failures = lines.flatMap((line) => (line.state === 'failed' ? [line] : []));
  const passed = count('passed');
  const skipped = count('skipped');
  const problem =
    count('ended') === 0
      ? `it ended before its last test: ${howEnded ?? 'exit code 0'}`
      : howEnded !== undefined && failures.length === 0
        ? howEnded
        : passed + skipped + failures.length === 0
          ? 'it has no tests'
          : undefined;
  return {
    passed,
    skipped,
    failures:
      problem === undefined ? failures : [...failures, { title: 'the suite', reason: problem }],
  };
}
