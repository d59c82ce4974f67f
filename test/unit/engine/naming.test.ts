import assert from 'node:assert/strict';
import { isNamedBy, isTaggedBy, pathSegment } from '../../../extension/core/engine/naming.ts';
import { parseImageFacts } from '../../../extension/core/engine/parse/imageFacts.ts';

describe('A name in an API path', () => {
  const check = (name: string, expected: string): void => {
    it(`${JSON.stringify(name)} becomes ${expected}`, () =>
      assert.equal(pathSegment(name), expected));
  };
  check('web', 'web');
  check('isolab/static-site:latest', 'isolab/static-site:latest');
  check('web?force=1', 'web%3Fforce%3D1');
  check('../images/busybox', '%20/images/busybox');
  check('a/./b', 'a/%20/b');
  check('', '%20');
  check('näme\n', 'n%C3%A4me%0A');
});

describe('A thing that the engine found', () => {
  const id = '0123456789abcdef'.repeat(4);
  const check = (asked: string, expected: boolean): void => {
    it(`is${expected ? '' : ' not'} what "${asked}" asked for`, () =>
      assert.equal(isNamedBy({ id, name: 'web' }, asked), expected));
  };
  check('web', true);
  check(id, true);
  check(id.slice(0, 12), true);
  check(id.slice(0, 3), false);
  check('we', false);
  check('', false);
});

describe('An image that the engine found', () => {
  const image = parseImageFacts(
    { Id: `sha256:${'ab'.repeat(32)}`, RepoTags: ['docker.io/library/busybox:latest', 'site:2'] },
    [],
  );
  const check = (asked: string, expected: boolean): void => {
    it(`is${expected ? '' : ' not'} what "${asked}" asked for`, () =>
      assert.equal(isTaggedBy(image, asked), expected));
  };
  check('busybox', true);
  check('busybox:latest', true);
  check('docker.io/library/busybox', true);
  check('site:2', true);
  check('site', false);
  check('abab', false);
  check('abababababab', true);
  check(`sha256:${'ab'.repeat(32)}`, true);
});
