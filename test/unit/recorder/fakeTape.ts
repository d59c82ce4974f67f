import { Emitter } from '../../../extension/core/base/event.ts';
import type { Tape } from '../../../extension/core/kernel/tape/tape.ts';
import type { TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';

/** A tape on which a test writes. */
export class FakeTape implements Tape {
  readonly method = 'in-process';
  readonly sharesPids = true;
  readonly blindSpots: readonly string[] = [];
  readonly ended = new Promise<string>(() => {});
  readonly #written = new Emitter<readonly TapeEvent[]>();
  readonly onDidWrite = this.#written.event;

  write(events: readonly TapeEvent[]): void {
    this.#written.fire(events);
  }

  async flush(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.#written.dispose();
  }
}
