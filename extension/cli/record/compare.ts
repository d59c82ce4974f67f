import { compareRecordings, type ComparedRow } from '../../core/recorder/compare.ts';
import { lanes, type Lane, type Recording } from '../../core/recorder/recording.ts';
import type { Output } from '../output.ts';
import { labelOf } from './label.ts';
import { laneTitle, nameOf } from './text.ts';

/** Two recordings as diff(1) shows two files: what only one of them has, and what both have. */
export function comparisonText(left: Recording, right: Recording, output: Output): string {
  const rows = compareRecordings(left, right);
  return [
    output.paint('red', `- ${nameOf(left)}`),
    output.paint('green', `+ ${nameOf(right)}`),
    ...lanes.flatMap((lane) => {
      const own = rows.filter((row) => laneOf(row) === lane);
      const lines = own.map((row) => rowText(row, output));
      return lines.length === 0 ? [] : ['', output.paint('bold', laneTitle(lane)), ...lines];
    }),
  ].join('\n');
}

function laneOf({ left, right }: ComparedRow): Lane | undefined {
  return (left ?? right)?.lane;
}

function rowText({ left, right }: ComparedRow, output: Output): string {
  if (left === undefined) return output.paint('green', `+ ${right ? labelOf(right) : ''}`);
  return right === undefined ? output.paint('red', `- ${labelOf(left)}`) : `  ${labelOf(left)}`;
}
