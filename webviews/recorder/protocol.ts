import type { ComparedRow } from '../../extension/core/recorder/compare.ts';
import type { Explanation } from '../../extension/core/recorder/explain.ts';
import type { Entry, Recording, RecordingHead } from '../../extension/core/recorder/recording.ts';

/** A recording in the list; the version is another one whenever there is more of it. */
export type ListedRecording = RecordingHead & { readonly version: number };

export interface RecorderState {
  /** Of a session, of a file, of nothing as no lab is open, or of something that cannot be read. */
  readonly status: 'live' | 'file' | 'empty' | 'unavailable';
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** The newest first; of a file the one that it holds. Entries are asked for: there may be ten thousand. */
  readonly recordings: readonly ListedRecording[];
  /** What files hold that were opened to be compared. */
  readonly others: readonly ListedRecording[];
  /** What somebody wants to be looked at. */
  readonly focus?: { readonly recording: string; readonly at: number };
  /** What the person chose to be laid beside the one that is shown. */
  readonly beside?: { readonly recording: string; readonly at: number };
}

/** What the page may ask for. */
export interface RecorderRequests {
  recording(id: string): Recording | undefined;
  explain(request: { readonly recording: string; readonly entry: Entry }): Explanation;
  compare(request: { readonly left: string; readonly right: string }): readonly ComparedRow[];
  /** Lets the person choose what to lay beside this one, another recording or a file: `beside` says what. */
  chooseOther(id: string): void;
  /** Saves the recording to a file that the person chooses. */
  save(id: string): void;
  /** Puts Isolation on what an entry is about. */
  focus(target: string): void;
  /** Opens a manual page in the browser. */
  open(url: string): void;
}
