import type { Ladder, RungKind } from '../../extension/core/ladder/rung.ts';

/** What the Ladder view shows: always a whole. */
export interface LadderState {
  readonly status: 'empty' | 'measuring' | 'ready' | 'unavailable';
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** The last measurement; while a new one runs, the rungs that are done. */
  readonly ladder?: Ladder;
  /** While it measures: which rung. */
  readonly at?: RungKind;
}

export interface LadderRequests {
  measure(): void;
  cancel(): void;
}
