import assert from 'node:assert/strict';
import { logScale, medianOf, memorySteps, timeSteps } from '../../../webviews/ladder/page/scale.ts';

describe('a logarithmic scale', () => {
  it('begins below the least value and ends at or above the most', () => {
    assert.deepEqual(logScale([1.4, 2950], timeSteps).marks, [1, 10, 100, 1000, 10_000]);
    assert.deepEqual(logScale([100], timeSteps).marks, [10, 100]);
    assert.deepEqual(logScale([0.2], timeSteps).marks, [1]);
    assert.equal(logScale([2 ** 60], memorySteps).marks.at(-1), memorySteps.at(-1));
  });

  it('places equal factors at equal distances, and nothing outside', () => {
    const { place } = logScale([1.4, 900], timeSteps);
    assert.deepEqual(
      [1, 10, 100, 1000, 0.1, 1e6].map((value) => Number(place(value).toFixed(3))),
      [0, 0.333, 0.667, 1, 0, 1],
    );
  });
});

describe('the median', () => {
  it('is the middle one, or between the two in the middle', () => {
    assert.equal(medianOf([3, 1, 2]), 2);
    assert.equal(medianOf([4, 1, 2, 3]), 2.5);
    assert.equal(medianOf([7]), 7);
  });
});
