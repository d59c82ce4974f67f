import assert from 'node:assert/strict';
import { once } from 'node:events';
import { silentLog } from '../../../extension/core/base/log.ts';
import { Loop } from '../../../extension/core/session/loop.ts';

const pace = { debounceMs: 20, pollMs: 60_000 };

describe('the loop', () => {
  it('looks once for many triggers', async () => {
    const looks = new EventTarget();
    let count = 0;
    await using loop = new Loop(
      async () => {
        count++;
        looks.dispatchEvent(new Event('look'));
      },
      silentLog,
      pace,
    );
    const looked = once(looks, 'look');
    for (let trigger = 0; trigger < 10; trigger++) loop.trigger();
    await looked;
    await loop.alone(async () => {});
    assert.equal(count, 1);
  });

  it('never looks twice at a time, and once more for what happens during a look', async () => {
    let running = 0;
    let most = 0;
    let count = 0;
    await using loop = new Loop(
      async () => {
        most = Math.max(most, ++running);
        count++;
        await new Promise(setImmediate);
        running--;
      },
      silentLog,
      pace,
    );
    const first = loop.now();
    await new Promise(setImmediate);
    await Promise.all([first, loop.now(), loop.now(), loop.now()]);
    assert.equal(most, 1);
    assert.equal(count, 2);
  });

  it('goes on after a look that failed', async () => {
    let count = 0;
    await using loop = new Loop(
      async () => {
        if (++count === 1) throw new Error('once');
      },
      silentLog,
      pace,
    );
    await loop.now();
    await loop.now();
    assert.equal(count, 2);
  });

  it('does not look while something is done alone, and not after its end', async () => {
    let count = 0;
    const loop = new Loop(
      async () => {
        count++;
      },
      silentLog,
      pace,
    );
    await loop.alone(async () => {
      void loop.now();
      await new Promise(setImmediate);
      assert.equal(count, 0);
    });
    await loop[Symbol.asyncDispose]();
    const ended = count;
    await loop.now();
    assert.equal(count, ended);
  });
});
