import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import type { Processes } from './processes.ts';

/** From when to when, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A time in which the daemon worked for the command, and for which container, where it was for one. */
export interface Window extends Span {
  readonly container?: string;
}

/** What is known around one command: enough to tell what it did from what others did. */
export interface Scene {
  readonly line: string;
  /** When it was told to begin, a little late. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** When the command before it in the same terminal was over: what began until then is not its. */
  readonly notBefore?: number;
  /** When the first call of it was heard. */
  readonly calledAt?: number;
  /** Before the first event. */
  readonly processes: Processes;
  /** In their order; a little of the time before the command is among them, because it is told of late. */
  readonly events: readonly TapeEvent[];
  /**
   * Where the command was typed. `host`: `shell` is the terminal's, and absent where its number is not known.
   * `workbench`: a container of which everything is the lab's. `guest`: a machine of which everything is.
   */
  readonly place:
    | { readonly kind: 'host'; readonly shell?: number }
    | { readonly kind: 'workbench'; readonly container: string }
    | { readonly kind: 'guest' };
  /** IDs of the containers that the command's own calls made, started, stopped … */
  readonly containers: ReadonlySet<string>;
  /** IDs of the programs that its calls ran in them. */
  readonly execs: ReadonlySet<string>;
  /** When the daemon worked for it. */
  readonly windows: readonly Window[];
  /** When it worked, or may have, for somebody else. */
  readonly foreign: readonly Span[];
  /** The process of the engine; without it no process is taken for one where there are several. */
  readonly engine?: number;
}
