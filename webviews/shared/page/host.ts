import { useEffect, useState } from 'preact/hooks';
import { IsolabError } from '../../../extension/core/base/errors.ts';
import { Emitter, type Event } from '../../../extension/core/base/event.ts';
import { openClient, type ArgumentOf, type Client, type ToHost } from '../rpc.ts';

/** The host as a page sees it. A page has one, made when its script starts. */
export interface PageHost<Requests, State> extends Client<Requests, State> {
  /** Asks for something to be done; a failure is shown by `<Failure>`. Resolves when it was done, or has failed. */
  send<M extends keyof Requests & string>(
    method: M,
    argument: ArgumentOf<Requests[M]>,
  ): Promise<void>;
  /** Announces what the last `send` came to: why it failed, or `undefined`. */
  readonly onDidSend: Event<IsolabError | undefined>;
  /** What the page keeps across hiding and reloading: VS Code stores it with the panel. */
  readonly kept: { get(key: string): unknown; set(key: string, value: unknown): void };
}

/** Connects this page with its host; may be called once in a page's life. */
export function openHost<Requests, State>(): PageHost<Requests, State> {
  const vscode = acquireVsCodeApi();
  const client = openClient<Requests, State>({
    post: (message: ToHost) => vscode.postMessage(message),
    onDidReceive: (listener) => {
      const receive = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', receive);
      return { dispose: () => window.removeEventListener('message', receive) };
    },
  });
  const sent = new Emitter<IsolabError | undefined>();
  const kept = (): Record<string, unknown> =>
    (vscode.getState() as Record<string, unknown> | undefined) ?? {};
  return {
    ...client,
    onDidSend: sent.event,
    async send(method, argument) {
      try {
        await client.request(method, argument);
        sent.fire(undefined);
      } catch (error) {
        sent.fire(asIsolabError(error));
      }
    },
    kept: {
      get: (key) => kept()[key],
      set: (key, value) => vscode.setState({ ...kept(), [key]: value }),
    },
  };
}

/** The last state that the host pushed; `undefined` until the first has come. */
export function useHostState<State>(
  host: Pick<Client<never, State>, 'state' | 'onDidChangeState'>,
): State | undefined {
  const [state, setState] = useState(host.state());
  useEffect(() => {
    setState(host.state());
    const subscription = host.onDidChangeState(setState);
    return () => subscription.dispose();
  }, [host]);
  return state;
}

/** An answer on its way, there, or failed. While a newer one is on its way the older stays. */
export interface Asked<Answer> {
  readonly isWaiting: boolean;
  readonly value?: Answer;
  readonly failure?: IsolabError;
}

/**
 * Asks the host whenever the argument or `version` changes, and cancels what it asked before.
 * An `undefined` argument asks nothing.
 */
export function useRequest<Argument, Answer>(
  argument: Argument | undefined,
  version: unknown,
  ask: (argument: Argument, signal: AbortSignal) => Promise<Answer>,
): Asked<Answer> {
  const [asked, setAsked] = useState<Asked<Answer> & { for?: Argument }>({ isWaiting: false });
  useEffect(() => {
    if (argument === undefined) return setAsked({ isWaiting: false });
    const controller = new AbortController();
    setAsked((before) =>
      before.for === argument ? { ...before, isWaiting: true } : { isWaiting: true },
    );
    ask(argument, controller.signal).then(
      (value) => setAsked({ isWaiting: false, value, for: argument }),
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setAsked({ isWaiting: false, failure: asIsolabError(error), for: argument });
      },
    );
    return () => controller.abort();
  }, [argument, version]);
  return asked;
}

/** A piece of page state that survives hiding and reloading. */
export function useKept<T>(
  host: Pick<PageHost<never, unknown>, 'kept'>,
  key: string,
  initial: T,
): [T, (value: T) => void] {
  // Only this page writes under its keys, so what is there has the type that it was kept with.
  const [value, setValue] = useState<T>((host.kept.get(key) as T | undefined) ?? initial);
  const keep = (next: T): void => {
    host.kept.set(key, next);
    setValue(next);
  };
  return [value, keep];
}

const asIsolabError = (error: unknown): IsolabError =>
  error instanceof IsolabError
    ? error
    : new IsolabError('request-failed', String(error), '', error);

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};
