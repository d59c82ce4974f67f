import assert from 'node:assert/strict';
import { isError, IsolabError } from '../../../extension/core/base/errors.ts';
import { Emitter } from '../../../extension/core/base/event.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { ViewHost } from '../../../webviews/shared/host.ts';
import { openClient } from '../../../webviews/shared/rpc.ts';
import { serve } from '../../../webviews/shared/serve.ts';
import { channelPair } from '../../fakes/channels.ts';

interface Requests {
  double(value: number): number;
  fail(kind: 'expected' | 'unexpected'): void;
  wait(): string;
}

describe('a page and its host', () => {
  it('answer typed requests', async () => {
    const { client } = connect();
    assert.equal(await client.request('double', 21), 42);
  });

  it('carry a failure with its code, message and fix', async () => {
    const { client } = connect();
    await assert.rejects(client.request('fail', 'expected'), (error: unknown) => {
      assert.ok(isError(error, 'no-engine'));
      assert.equal(error.message, 'No engine.');
      assert.equal(error.fix, 'Start it.');
      return true;
    });
  });

  it('answer a failure that nobody expected, and log it with its stack', async () => {
    const { client, logged } = connect();
    await assert.rejects(client.request('fail', 'unexpected'), /out of range/);
    assert.equal(logged.length, 1);
    assert.ok(logged[0] instanceof RangeError);
  });

  it('answer a request that has no handler, also one that every object has', async () => {
    const { client } = connect();
    for (const method of ['nothing', 'toString', '__proto__']) {
      await assert.rejects(client.request(method as 'double', 1), /no handler/);
    }
  });

  it('carry an abort to the handler', async () => {
    const { client, waiting } = connect();
    const controller = new AbortController();
    const answer = client.request('wait', undefined, controller.signal);
    const signal = await waiting();
    controller.abort(new Error('no longer wanted'));
    await assert.rejects(answer, /no longer wanted/);
    await aborted(signal);
  });

  it('refuse a request whose signal has aborted already', async () => {
    const { client } = connect();
    await assert.rejects(client.request('double', 1, AbortSignal.abort(new Error('late'))), /late/);
  });

  it('push whole states, the first one when the page is ready', async () => {
    const { client, host } = connect();
    assert.deepEqual(await nextState(client), { count: 0 });
    host.become({ count: 1 });
    assert.deepEqual(await nextState(client), { count: 1 });
    assert.deepEqual(client.state(), { count: 1 });
  });

  it('start anew when the page is reloaded: old requests are aborted, the state comes again', async () => {
    const { channels, client, waiting } = connect();
    const lost = client.request('wait', undefined);
    lost.catch(() => undefined);
    const signal = await waiting();
    client.dispose();
    await assert.rejects(lost, /closed/);
    const again = openClient<Requests, { count: number }>(channels.page);
    assert.deepEqual(await nextState(again), { count: 0 });
    await aborted(signal);
    assert.equal(await again.request('double', 4), 8);
  });

  it('say nothing more once the host’s side is disposed', async () => {
    const { client, host, serving, waiting } = connect();
    await nextState(client);
    void client.request('wait', undefined).catch(() => undefined);
    const signal = await waiting();
    serving.dispose();
    serving.dispose();
    await aborted(signal);
    host.become({ count: 9 });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(client.state(), { count: 0 });
  });

  it('ignore messages of unknown shape', async () => {
    const { channels, client } = connect();
    for (const message of [undefined, null, 7, {}, { type: 'request' }, { type: 'cancel' }]) {
      channels.page.post(message as never);
    }
    assert.equal(await client.request('double', 2), 4);
  });
});

function connect() {
  const channels = channelPair();
  const changed = new Emitter<{ count: number }>();
  const arrivals = new Emitter<AbortSignal>();
  const logged: unknown[] = [];
  let state = { count: 0 };
  const host: ViewHost<Requests, { count: number }> & { become(next: typeof state): void } = {
    requests: {
      double: (value) => value * 2,
      fail: (kind) => {
        if (kind === 'expected') throw new IsolabError('no-engine', 'No engine.', 'Start it.');
        throw new RangeError('out of range');
      },
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          arrivals.fire(signal);
        }),
    },
    state: () => state,
    onDidChangeState: changed.event,
    become: (next) => {
      state = next;
      changed.fire(next);
    },
    setVisible: () => undefined,
    dispose: () => undefined,
  };
  const log = { ...silentLog, error: (_: string, error?: unknown) => void logged.push(error) };
  const serving = serve(channels.host, host, log);
  const client = openClient<Requests, { count: number }>(channels.page);
  const waiting = () => new Promise<AbortSignal>((resolve) => arrivals.event(resolve));
  return { channels, client, host, serving, logged, waiting };
}

function nextState<State>(client: {
  onDidChangeState(listener: (state: State) => void): { dispose(): void };
}): Promise<State> {
  return new Promise((resolve) => {
    const subscription = client.onDidChangeState((state) => {
      subscription.dispose();
      resolve(state);
    });
  });
}

const aborted = (signal: AbortSignal): Promise<unknown> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', resolve));
