import { IsolabError } from '../../extension/core/base/errors.ts';
import type { Disposable } from '../../extension/core/base/event.ts';
import { t } from '../../extension/core/base/l10n.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { ViewHost } from './host.ts';
import type { Channel, ToHost, ToPage } from './rpc.ts';

/**
 * Answers a page's requests with the host's handlers and pushes the host's states, until disposed. Every request
 * gets an answer or a failure; a page that says `ready` again has been reloaded, and what it asked before is aborted.
 */
export function serve(channel: Channel<ToPage>, host: ViewHost, log: Log): Disposable {
  const running = new Map<number, AbortController>();
  let isReady = false;

  const abortAll = (): void => {
    for (const controller of running.values()) controller.abort();
    running.clear();
  };
  const push = (): void => {
    if (isReady) channel.post({ type: 'state', value: host.state() });
  };
  const handle = async (request: ToHost & { type: 'request' }): Promise<void> => {
    const controller = new AbortController();
    running.set(request.id, controller);
    const reply = await answer(host, request, controller.signal, log);
    // A reload may have given the number to another request in the meantime.
    if (running.get(request.id) !== controller) return;
    running.delete(request.id);
    channel.post(reply);
  };

  const subscriptions = [
    host.onDidChangeState(push),
    channel.onDidReceive((received) => {
      const message = parseToHost(received);
      if (message === undefined) {
        log.warn(`A page sent a message of unknown shape: ${JSON.stringify(received)}`);
      } else if (message.type === 'ready') {
        abortAll();
        isReady = true;
        push();
      } else if (message.type === 'cancel') {
        running.get(message.id)?.abort();
        running.delete(message.id);
      } else {
        void handle(message);
      }
    }),
  ];
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      abortAll();
    },
  };
}

async function answer(
  host: ViewHost,
  { id, method, argument }: ToHost & { type: 'request' },
  signal: AbortSignal,
  log: Log,
): Promise<ToPage> {
  try {
    const handler = Object.hasOwn(host.requests, method) ? host.requests[method] : undefined;
    if (handler === undefined) throw new TypeError(`no handler for the request ${method}`);
    // Page and host are compiled against the same map of methods, so the argument has the handler's type.
    return { type: 'answer', id, value: await handler(argument as never, signal) };
  } catch (error) {
    if (!signal.aborted) log.error(`The request ${method} failed.`, error);
    if (error instanceof IsolabError) {
      return { type: 'failure', id, code: error.code, message: error.message, fix: error.fix };
    }
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'failure', id, code: 'request-failed', message, fix: lookAtLog() };
  }
}

const lookAtLog = (): string => t('The Isolab log (Output panel) has the details.');

function parseToHost(received: unknown): ToHost | undefined {
  if (typeof received !== 'object' || received === null) return undefined;
  const message = received as Partial<Record<'type' | 'id' | 'method' | 'argument', unknown>>;
  if (message.type === 'ready') return { type: 'ready' };
  if (typeof message.id !== 'number') return undefined;
  if (message.type === 'cancel') return { type: 'cancel', id: message.id };
  if (message.type !== 'request' || typeof message.method !== 'string') return undefined;
  return { type: 'request', id: message.id, method: message.method, argument: message.argument };
}
