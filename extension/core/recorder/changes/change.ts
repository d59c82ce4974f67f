import type { Unnumbered } from '../attribution/fold.ts';
import type { ChangeEntry } from '../recording.ts';
import type { Owner } from './ties.ts';

/** A change without its time: all that two sights show has the time of the later one. */
export type Change = Omit<Unnumbered<ChangeEntry>, 'lane' | 'at'>;

/** A change of something that somebody has; what is gone cannot be shown. */
export function change(
  kind: string,
  sentence: string,
  { isTied, container, focus }: Owner,
  isThere: 'there' | 'gone' = 'there',
): Change {
  return {
    ...{ kind, sentence, isTied },
    ...(container === undefined ? {} : { container }),
    ...(focus === undefined || isThere === 'gone' ? {} : { focus }),
  };
}

/** What only one of two lists has, by this key. */
export function onlyIn<T>(
  list: readonly T[],
  other: readonly T[],
  key: (item: T) => string,
): readonly T[] {
  const keys = new Set(other.map(key));
  return list.filter((item) => !keys.has(key(item)));
}
