import assert from 'node:assert/strict';
import { readVersion } from '../../../extension/core/base/composeVersion.ts';

describe('The version of Compose', () => {
  for (const [said, version] of [
    ['2.26.1\n', '2.26.1'],
    ['2.26.1-4\n', '2.26.1-4'],
    ['v2.3.3\n', '2.3.3'],
    ['5.0.0\n', '5.0.0'],
    ['10.1.0\n', '10.1.0'],
    ['1.29.2\n', undefined],
    ['unknown\n', undefined],
    ['', undefined],
  ] as const) {
    it(`is ${version ?? 'none'} where it says ${JSON.stringify(said)}`, () => {
      assert.equal(readVersion(said), version);
    });
  }
});
