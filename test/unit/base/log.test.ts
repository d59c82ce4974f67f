import assert from 'node:assert/strict';
import { describeError } from '../../../extension/core/base/log.ts';

describe('an error in words', () => {
  it('is told with its causes', () => {
    const error = new Error('the lab does not open', { cause: new Error('the disk is full') });
    assert.match(describeError(error), /the lab does not open[^]*caused by: [^]*the disk is full/);
  });

  it('is told before the one that it met on its way out', async () => {
    const failing = {
      [Symbol.asyncDispose]: () => Promise.reject(new Error('nobody answers the farewell')),
    };
    const work = async (): Promise<void> => {
      await using _held = failing;
      throw new Error('the line has no end');
    };
    const error: unknown = await work().catch((failure: unknown) => failure);
    assert.match(
      describeError(error),
      /the line has no end[^]*and on the way out: [^]*nobody answers the farewell/,
    );
  });
});
