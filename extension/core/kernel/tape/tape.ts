import type { Event } from '../../base/event.ts';
import type { TapeEvent } from './tapeEvent.ts';

/** What one kernel writes down of isolation while somebody listens; nothing of that machine's own tracing is changed. */
export interface Tape extends AsyncDisposable {
  /** How it is read: `in-process` as root on that kernel, `helper` in a container, `agent` in a guest. */
  readonly method: 'in-process' | 'helper' | 'agent';
  /** False where the numbers on the tape are not those that this process sees: it is in a PID namespace of its own. */
  readonly sharesPids: boolean;
  /** What the kernel of that machine does not show: text arguments of system calls, for one. Sentences. */
  readonly blindSpots: readonly string[];
  /** Tells what was written, in order, some at a time. */
  readonly onDidWrite: Event<readonly TapeEvent[]>;
  /** Resolves when everything that was written before this moment has been told. */
  flush(signal: AbortSignal): Promise<void>;
  /** Resolves, with the reason, when the tape ends by itself. */
  readonly ended: Promise<string>;
}

/** Why there is no tape of a kernel, and what can be done about it. */
export interface NoTape {
  readonly reason: string;
  readonly fix: string;
}
