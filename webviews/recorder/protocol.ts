import type { Entry, Recording, RecordingHead } from '../../extension/core/recorder/recording.ts';

/** An entry in words. */
export interface Explanation {
  /** What it does, in one sentence. */
  readonly sentence: string;
  /** The manual page or reference: "unshare(2)", and its address. */
  readonly manual?: { readonly name: string; readonly url: string };
}

/** Two recordings side by side: the entries that stand for the same thing share a row. */
export interface ComparedRow {
  readonly left?: Entry;
  readonly right?: Entry;
}

export interface RecorderState {
  readonly status: 'live' | 'file' | 'empty' | 'unavailable';
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** The newest first; of a file the one that it holds. */
  readonly recordings: readonly RecordingHead[];
  readonly shown?: Recording;
  readonly compared?: { readonly with: RecordingHead; readonly rows: readonly ComparedRow[] };
}

/** What the page may ask for. */
export interface RecorderRequests {
  show(id: string): void;
  explain(request: { recording: string; entry: number }): Explanation;
  /** Saves the shown recording to a file that the person chooses. */
  save(id: string): void;
  /** Lays another beside the one shown; undefined ends that. */
  compare(id: string | undefined): void;
  compareWithFile(id: string): void;
  /** Puts Isolation on what an entry is about. */
  focus(target: string): void;
}
