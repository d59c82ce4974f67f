import type { Entry, Recording } from './recording.ts';

/** An entry in words. */
export interface Explanation {
  /** What it does, in one sentence. */
  readonly sentence: string;
  /** The manual page or reference: "unshare(2)", and its address. */
  readonly manual?: { readonly name: string; readonly url: string };
}

/** What an entry does, in one sentence. */
export function explain(entry: Entry, _recording: Recording): Explanation {
  return {
    sentence: entry.lane === 'changes' ? entry.sentence : `\`${JSON.stringify(entry.id)}\` docker`,
  };
}
