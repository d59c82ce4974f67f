import { Emitter } from '../../extension/core/base/event.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';

/** A view's host that has the state it is given and remembers what the page asked. */
export class FakeViewHost<State> implements ViewHost<
  Record<string, (argument: never) => unknown>,
  State
> {
  readonly asked: { method: string; argument: unknown }[] = [];
  readonly #changed = new Emitter<State>();
  readonly onDidChangeState = this.#changed.event;
  readonly requests: Record<string, (argument: never) => unknown>;
  #state: State;

  constructor(state: State, answers: Readonly<Record<string, (argument: never) => unknown>>) {
    this.#state = state;
    this.requests = Object.fromEntries(
      Object.entries(answers).map(([method, answer]) => [
        method,
        (argument: never) => {
          this.asked.push({ method, argument });
          return answer(argument);
        },
      ]),
    );
  }

  state(): State {
    return this.#state;
  }

  become(state: State): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  setVisible(): void {}

  dispose(): void {
    this.#changed.dispose();
  }
}
