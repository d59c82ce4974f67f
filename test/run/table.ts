import type { Outcome } from './report.ts';

export interface Row extends Outcome {
  readonly name: string;
  readonly seconds: number;
}

/** The suites as lines of equal columns. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['suite', 'passed', 'failed', 'skipped', 'seconds'],
    ...rows.map(({ name, passed, failures, skipped, seconds }) => [
      name,
      ...[passed, failures.length, skipped].map(String),
      seconds.toFixed(1),
    ]),
  ];
  return cells
    .map(([name = '', ...numbers]) =>
      [name.padEnd(9), ...numbers.map((n) => n.padStart(8))].join(' '),
    )
    .join('\n');
}
