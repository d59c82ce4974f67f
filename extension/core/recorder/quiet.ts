import { Emitter } from '../base/event.ts';

/** Knows when nothing has happened for a while. */
export class Quiet implements Disposable {
  readonly #happened = new Emitter<void>();
  #isOver = false;

  /** Something happened. */
  disturb(): void {
    this.#happened.fire();
  }

  /** Resolves when it is so and nothing happened for so long; no later than the limit, and at once at the end. */
  wait(forMs: number, limitMs: number, isSo: () => boolean = () => true): Promise<void> {
    const deadline = Date.now() + limitMs;
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        subscription.dispose();
        resolve();
      };
      const begin = (): NodeJS.Timeout => {
        const left = Math.max(Math.min(forMs, deadline - Date.now()), 0);
        return setTimeout(() => {
          if (isSo() || Date.now() >= deadline) done();
          else timer = begin();
        }, left);
      };
      let timer = begin();
      const subscription = this.#happened.event(() => {
        clearTimeout(timer);
        if (this.#isOver) done();
        else timer = begin();
      });
      if (this.#isOver) done();
    });
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#happened.fire();
  }
}
