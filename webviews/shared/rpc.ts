import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter, type Disposable, type Event } from '../../extension/core/base/event.ts';

/** What crosses between a page and its host. A page asks; the host answers, and pushes whole states. */
export type ToHost =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly argument: unknown;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ready' };

export type ToPage =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly code: string;
      readonly message: string;
      readonly fix: string;
    }
  | { readonly type: 'state'; readonly value: unknown };

/** One end of the wire: messages go out with `post` and come in, unparsed, with `onDidReceive`. */
export interface Channel<Outgoing> {
  post(message: Outgoing): void;
  readonly onDidReceive: Event<unknown>;
}

/** The argument of a request: the one parameter of its method, or `undefined` when it has none. */
export type ArgumentOf<Method> = Method extends (argument: infer Argument) => unknown
  ? unknown extends Argument
    ? undefined
    : Argument
  : never;

export type AnswerOf<Method> = Method extends (argument: never) => infer Answer ? Answer : never;

/** The page's side of a view: asks its host and hears its states. */
export interface Client<Requests, State> extends Disposable {
  /**
   * Asks the host. Rejects with the host's IsolabError when the handler failed, with the signal's reason when
   * `signal` aborts (the host's handler then sees its own signal abort), and when this side is disposed.
   */
  request<M extends keyof Requests & string>(
    method: M,
    argument: ArgumentOf<Requests[M]>,
    signal?: AbortSignal,
  ): Promise<AnswerOf<Requests[M]>>;
  /** The last state that came; `undefined` before the first. */
  state(): State | undefined;
  readonly onDidChangeState: Event<State>;
}

/** Opens the page's side, and tells the host that the page is ready for states. */
export function openClient<Requests, State>(channel: Channel<ToHost>): Client<Requests, State> {
  const pending = new Map<number, Waiting>();
  const changed = new Emitter<State>();
  let state: State | undefined;
  let lastId = 0;
  let isDisposed = false;

  const subscription = channel.onDidReceive((received) => {
    const message = received as ToPage; // The page's only correspondent is its own host, of the same build.
    if (message.type === 'state') {
      state = message.value as State;
      changed.fire(state);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(new IsolabError(message.code, message.message, message.fix));
  });
  channel.post({ type: 'ready' });

  return {
    state: () => state,
    onDidChangeState: changed.event,
    request<M extends keyof Requests & string>(
      method: M,
      argument: ArgumentOf<Requests[M]>,
      signal?: AbortSignal,
    ) {
      return new Promise<AnswerOf<Requests[M]>>((resolve, reject: (reason: unknown) => void) => {
        if (isDisposed) throw closed();
        signal?.throwIfAborted();
        const id = ++lastId;
        const cancel = (): void => {
          if (!pending.delete(id)) return;
          channel.post({ type: 'cancel', id });
          reject(signal?.reason);
        };
        const settle =
          <T>(act: (value: T) => void) =>
          (value: T): void => {
            signal?.removeEventListener('abort', cancel);
            act(value);
          };
        pending.set(id, {
          resolve: settle((value) => resolve(value as AnswerOf<Requests[M]>)),
          reject: settle(reject),
        });
        signal?.addEventListener('abort', cancel, { once: true });
        channel.post({ type: 'request', id, method, argument });
      });
    },
    dispose() {
      isDisposed = true;
      subscription.dispose();
      changed.dispose();
      for (const waiting of pending.values()) waiting.reject(closed());
      pending.clear();
    },
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

const closed = (): IsolabError =>
  new IsolabError('page-closed', 'The page was closed before the answer came.', '');
