import type { Entry, Lane } from '../../../extension/core/recorder/recording.ts';
import { textOf } from './label.ts';

/** A line of the timeline: an entry, or that nothing happened for a while. */
export type Row =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'pause'; readonly ms: number };

/** The entries whose lane is shown and that have these words. */
export function filterEntries(
  entries: readonly Entry[],
  hidden: ReadonlySet<Lane>,
  words: string,
): readonly Entry[] {
  if (hidden.size === 0 && words === '') return entries;
  return entries.filter(
    (entry) => !hidden.has(entry.lane) && textOf(entry).toLowerCase().includes(words),
  );
}

/** The entries in their order, and between them the pauses that are long for this recording. */
export function rowsOf(entries: readonly Entry[]): readonly Row[] {
  const long = Math.max(shortestPauseMs, (entries.at(-1)?.at ?? 0) / 50);
  const rows: Row[] = [];
  let before = 0;
  for (const entry of entries) {
    if (entry.at - before >= long) rows.push({ kind: 'pause', ms: entry.at - before });
    rows.push({ kind: 'entry', entry });
    before = entry.at;
  }
  return rows;
}

const shortestPauseMs = 20;

/** What lasted, as a line in its lane from the row where it began to the last row before its end. */
export interface Line {
  readonly entry: Entry;
  readonly from: number;
  readonly to: number;
  /** Lines of a lane that overlap stand side by side. */
  readonly track: number;
}

export const mostTracks = 4;

/** The lines of all entries that lasted over the next one, in the order in which they begin. */
export function linesOf(rows: readonly Row[]): readonly Line[] {
  const starts = startsOf(rows);
  const busyUntil = new Map<Lane, number[]>();
  const lines: Line[] = [];
  for (const [from, row] of rows.entries()) {
    if (row.kind === 'pause' || row.entry.tookMs === undefined) continue;
    const to = lastBefore(starts, row.entry.at + row.entry.tookMs);
    if (to <= from) continue;
    const tracks = busyUntil.get(row.entry.lane) ?? [];
    busyUntil.set(row.entry.lane, tracks);
    const free = Array.from({ length: mostTracks }, (_, track) => track).find(
      (track) => (tracks[track] ?? -1) < from,
    );
    const track = free ?? mostTracks - 1;
    tracks[track] = Math.max(tracks[track] ?? -1, to);
    lines.push({ entry: row.entry, from, to, track });
  }
  return lines;
}

/** When each row begins; a pause begins with what ends it. */
export function startsOf(rows: readonly Row[]): readonly number[] {
  return rows.map((row, index) => {
    const next = row.kind === 'entry' ? row : rows[index + 1];
    return next?.kind === 'entry' ? next.entry.at : 0;
  });
}

/** The last index whose start is not after this; starts ascend. */
export function lastBefore(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
