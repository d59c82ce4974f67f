import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { Look } from './rule.ts';
import type { Place } from './world.ts';

/** What was seen of a file into which a program counts; or in words why nothing was. */
export type Count =
  | {
      readonly problem?: undefined;
      readonly first: number;
      readonly last: number;
      /** The number after which one is missing. */
      readonly gapAfter?: number;
      /** Seconds since it was last written, by the guest's own clock. */
      readonly age: number;
    }
  | { readonly problem: string };

/** A program that counts writes at least this often, also in a guest that is slow. */
const growsWithin = 5;

/** Reads all numbers of the file where they are, and how old it is: it may be far too long to be fetched. */
export async function lookAtCount(path: string, place: Place): Promise<Count> {
  const result = await place.run({
    program: 'sh',
    args: ['-c', script, 'count', path],
    timeoutMs: 5_000,
  });
  if (result.exitCode === 1) return { problem: t('there is no file {0}', quote(path)) };
  const [, first, last, gap = '', age] =
    /^(\d+) (\d+) (\d*)\n(-?\d+)\n$/u.exec(result.stdout) ?? [];
  if (result.exitCode === undefined) throw countOutOfReach(path, result.failure ?? '');
  if (first === undefined || last === undefined || age === undefined) {
    return { problem: t('{0} holds something else than numbers', quote(path)) };
  }
  return {
    ...{ first: Number(first), last: Number(last), age: Number(age) },
    ...(gap === '' ? {} : { gapAfter: Number(gap) }),
  };
}

/** Whether it was counted without a gap and still is. */
export function describeCount(path: string, count: Count | undefined): Look {
  if (count === undefined) return { found: t('left nothing in {0}', quote(path)), holds: false };
  if (count.problem !== undefined) {
    return { found: t('left no count: {0}', count.problem), holds: false };
  }
  const { first, last, gapAfter, age } = count;
  if (gapAfter !== undefined) {
    return { found: t('left a gap in {0} after {1}', quote(path), gapAfter), holds: false };
  }
  return age > growsWithin
    ? { found: t('left {0} at {1}: it grows no more', quote(path), last), holds: false }
    : {
        found: t(
          'left no gap in {0} from {1} to {2}, and it still grows',
          quote(path),
          first,
          last,
        ),
        holds: true,
      };
}

// The last line may be half written. A path that begins with a slash is no assignment to awk.
/** What is run in the guest. */
export const script = `[ -f "$1" ] || exit 1
awk 'held != "" { if (held !~ /^[0-9]+$/) { words = 1; exit }
  if (first == "") first = held; else if (held != last + 1 && gap == "") gap = last
  last = held } { held = $0 } END { if (!words) print first, last, gap }' "$1"
echo $(($(date +%s) - $(stat -c %Y "$1")))`;

function countOutOfReach(path: string, failure: string): IsolabError {
  return new IsolabError(
    'count-out-of-reach',
    t('{0} could not be read in the guest: {1}.', quote(path), failure),
    t('Wait a moment: a guest that is being moved may be slow to answer.'),
  );
}
