import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { timeLimit } from '../../../extension/core/base/timeLimit.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a limit of time', () => {
  it('ends what waits for it among others, also when nobody else holds it', async () => {
    const limit = ended(AbortSignal.any([new AbortController().signal, timeLimit(50)]));
    // Not in the turn in which it was made: that keeps everything.
    await new Promise(setImmediate);
    collectGarbage();
    const never = AbortSignal.timeout(2_000);
    const first = await Promise.race([limit, ended(never).then(() => undefined)]);
    assert.ok(first instanceof DOMException, 'it ends nothing');
    assert.equal(first.name, 'TimeoutError');
    assert.equal(first.message, 'The operation was aborted due to timeout');
  });
});

function ended(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));
}
