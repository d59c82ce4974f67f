import { timeLimit } from '../base/timeLimit.ts';
import type { TypedLines } from '../lab/lab.ts';
import { Typist, type CommandListener, type OpenTerminal } from './typist.ts';

/** Terminals to type into: the lab's own and one for each guest, opened when something is to be typed there. */
export class Typists implements AsyncDisposable {
  readonly #open: (guest: string | undefined) => OpenTerminal;
  readonly #listen: (guest: string | undefined) => CommandListener | undefined;
  readonly #typists = new Map<string | undefined, Typist>();

  /** `listen` gives who hears of the commands that are typed there. */
  constructor(
    open: (guest: string | undefined) => OpenTerminal,
    listen: (guest: string | undefined) => CommandListener | undefined = () => undefined,
  ) {
    this.#open = open;
    this.#listen = listen;
  }

  /** Types all of it; each line waits for the end of the one before, and takes no longer than the limit. */
  async type(parts: readonly TypedLines[], limitMs: number, signal: AbortSignal): Promise<void> {
    for (const { in: guest, lines } of parts) {
      const typist =
        this.#typists.get(guest) ??
        (await Typist.open(this.#open(guest), signal, this.#listen(guest)));
      this.#typists.set(guest, typist);
      for (const [index, line] of lines.entries()) {
        const limit = AbortSignal.any([signal, timeLimit(limitMs)]);
        await typist.type(line, index < lines.length - 1, limit);
      }
    }
  }

  /** Hangs up all terminals; the next line is typed into a new one. */
  async close(): Promise<void> {
    const typists = [...this.#typists.values()];
    this.#typists.clear();
    for (const typist of typists) await typist[Symbol.asyncDispose]();
  }

  /** The same; what was started in the background runs on, but on this computer. */
  async leave(): Promise<void> {
    const typists = [...this.#typists.values()];
    this.#typists.clear();
    for (const typist of typists) await typist.leave();
  }

  /** What stands on the terminals. */
  get screen(): string {
    return [...this.#typists.values()].map(({ screen }) => screen).join('\n');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
