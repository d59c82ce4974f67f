import type { Disposable, Event } from '../../extension/core/base/event.ts';
import type { AnswerOf, ArgumentOf } from './rpc.ts';

/** One handler per request of a view; its signal aborts when the page cancels, reloads or closes. */
export type Handlers<Requests> = {
  readonly [M in keyof Requests]: (
    argument: ArgumentOf<Requests[M]>,
    signal: AbortSignal,
  ) => AnswerOf<Requests[M]> | Promise<AnswerOf<Requests[M]>>;
};

/**
 * The extension's side of one open view, without VS Code: it owns the facts, and gives them as whole states.
 * It samples only while `setVisible(true)` was the last word; it starts hidden.
 */
export interface ViewHost<
  Requests = Record<string, (argument: never) => unknown>,
  State = unknown,
> extends Disposable {
  readonly requests: Handlers<Requests>;
  state(): State;
  readonly onDidChangeState: Event<State>;
  setVisible(isVisible: boolean): void;
}
