import type { Entry, Recording } from '../../../extension/core/recorder/recording.ts';
import type { ComparedRow } from '../../../extension/core/recorder/compare.ts';
import type { ListedRecording, RecorderState } from '../../../webviews/recorder/protocol.ts';
import { blind, hello, helloOnHost } from '../../fakes/helloWorld.ts';

/** A recording as the list has it. */
export const listed = ({ entries, ...head }: Recording): ListedRecording => ({
  ...head,
  count: entries.length,
  version: 1,
});

/** A session with three recordings, the blind one the newest. */
export const recorderState: RecorderState = {
  status: 'live',
  recordings: [blind, hello, helloOnHost].map(listed),
  others: [],
};

/** As a comparison gives it: what has the same lane and words shares a row. */
export function comparedRows(left: Recording, right: Recording): readonly ComparedRow[] {
  const rest = [...right.entries];
  const rows: ComparedRow[] = left.entries.map((entry) => {
    const index = rest.findIndex((each) => signOf(each) === signOf(entry));
    if (index === -1) return { left: entry };
    const [found] = rest.splice(index, 1);
    return { left: entry, ...(found && { right: found }) };
  });
  return [...rows, ...rest.map((entry) => ({ right: entry }))];
}

const signOf = (entry: Entry): string =>
  entry.lane === 'api'
    ? `${entry.method} ${entry.path}`
    : entry.lane === 'kernel'
      ? `${entry.call} ${entry.flags.join()}`
      : entry.lane === 'programs'
        ? entry.name + String(entry.args)
        : entry.sentence;
