import type { Ladder, RungKind } from '../../extension/core/ladder/rung.ts';

/** What the Ladder view shows: always a whole. */
export interface LadderState {
  readonly status: 'empty' | 'measuring' | 'ready';
  /** The last measurement; while a new one runs, the rungs that are done. */
  readonly ladder?: Ladder;
  /** While it measures: which rung. */
  readonly at?: RungKind;
  /** What has to be made first: an image, a guest. */
  readonly making?: string;
}

export interface LadderRequests {
  /** Measures all rungs, one after the other; the states tell how far it is. */
  measure(): void;
  cancel(): void;
}
