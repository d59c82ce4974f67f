import assert from 'node:assert/strict';
import { Emitter } from '../../../extension/core/base/event.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { Ladder, Rung } from '../../../extension/core/ladder/rung.ts';
import { makeLadderHost, type LadderSources } from '../../../webviews/ladder/host.ts';

const { signal } = new AbortController();
const rung: Rung = { kind: 'process', measured: { seen: false, reason: 'nobody looked' } };
const ladder: Ladder = { at: 1, rungs: [rung] };

describe('the ladder’s host', () => {
  it('shows the last measurement, also one that was made elsewhere', () => {
    const { host, measured } = make(() => Promise.resolve(ladder));
    assert.deepEqual(host.state(), { status: 'empty' });
    const told: unknown[] = [];
    host.onDidChangeState((state) => told.push(state));
    measured(ladder);
    assert.deepEqual(told, [{ status: 'ready', ladder }]);
    host.dispose();
  });

  it('tells each rung as it is measured', async () => {
    const { host, measured } = make(async ({ begins, ends, report }) => {
      begins('process');
      await Promise.resolve();
      ends(rung);
      begins('chroot');
      report('unpacking');
      measured(ladder);
      return ladder;
    });
    const told: string[] = [];
    host.onDidChangeState(({ status, at, making, ladder: now }) =>
      told.push(
        [status, at, now?.rungs.length, making].filter((word) => word !== undefined).join(' '),
      ),
    );
    await host.requests.measure(undefined, signal);
    assert.deepEqual(told, [
      'measuring 0',
      'measuring process 0',
      'measuring process 1',
      'measuring chroot 1',
      'measuring chroot 1 unpacking',
      'measuring chroot 1 unpacking',
      'ready 1',
    ]);
    host.dispose();
  });

  it('gives up when asked, and shows what it had before', async () => {
    const { host } = make(
      (_progress, limit) =>
        new Promise((_resolve, reject) => {
          limit.addEventListener('abort', () => reject(limit.reason as Error));
        }),
    );
    const measuring = host.requests.measure(undefined, signal);
    assert.equal(host.state().status, 'measuring');
    await host.requests.cancel(undefined, signal);
    await measuring;
    assert.deepEqual(host.state(), { status: 'empty' });
    host.dispose();
  });

  it('rejects when it could not measure at all', async () => {
    const { host } = make(() => Promise.reject(new Error('no room')));
    await assert.rejects(Promise.resolve(host.requests.measure(undefined, signal)), /no room/);
    assert.equal(host.state().status, 'empty');
    host.dispose();
  });
});

function make(measure: LadderSources['measure']) {
  const news = new Emitter<Ladder>();
  let last: Ladder | undefined;
  const sources = { last: () => last, onDidMeasure: news.event, measure, log: silentLog };
  const measured = (made: Ladder): void => {
    last = made;
    news.fire(made);
  };
  return { host: makeLadderHost(sources), measured };
}
