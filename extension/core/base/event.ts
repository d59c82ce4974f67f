/** Stops what it was given for; calling it twice does nothing more. */
export interface Disposable {
  dispose(): void;
}

/** Calls the listener for each fact announced from now on, until disposed. */
export type Event<T> = (listener: (fact: T) => void) => Disposable;

/** Announces facts to listeners, in the order in which they subscribed. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(fact: T) => void>();

  /** Subscribes a listener. */
  readonly event: Event<T> = (listener) => {
    const own = (fact: T): void => listener(fact);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  /** Tells every listener, then throws what listeners threw: one that fails does not keep the others from hearing. */
  fire(fact: T): void {
    const failures: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(fact);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'a listener failed');
  }

  /** Forgets every listener. */
  dispose(): void {
    this.#listeners.clear();
  }
}
