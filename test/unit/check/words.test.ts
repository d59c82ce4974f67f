import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeComparison, holds } from '../../../extension/core/check/comparison.ts';
import { quote, quoteList, seeCommand } from '../../../extension/core/base/quote.ts';
import { fullReference } from '../../../extension/core/check/reference.ts';
import { matchesText } from '../../../extension/core/check/text.ts';
import { bytes, cpus, plain, seconds, type Unit } from '../../../extension/core/check/units.ts';

describe('An amount', () => {
  const cases: readonly (readonly [Unit, string, number | undefined])[] = [
    [bytes, '64m', 67_108_864],
    [bytes, '64MiB', 67_108_864],
    [bytes, '512k', 524_288],
    [bytes, '1.5g', 1_610_612_736],
    [bytes, '100', 100],
    [bytes, '-1', undefined],
    [bytes, '64x', undefined],
    [bytes, '', undefined],
    [seconds, '200ms', 0.2],
    [seconds, '5 s', 5],
    [seconds, '5', undefined],
    [cpus, '50%', 0.5],
    [cpus, '1.5', 1.5],
    [plain, '3', 3],
    [plain, '3m', undefined],
  ];
  for (const [unit, text, amount] of cases) {
    it(`${text} is ${amount} (${unit.allowed})`, () => {
      assert.equal(unit.parse(text), amount);
    });
  }

  it('is compared with every bound that is given; no limit is more than any amount', () => {
    assert.equal(holds(5, { atLeast: 5, below: 6 }, plain), true);
    assert.equal(holds(6, { atLeast: 5, below: 6 }, plain), false);
    assert.equal(holds(null, { atMost: '1g' }, bytes), false);
    assert.equal(holds(null, 'none', bytes), true);
    assert.equal(holds(1, 'none', bytes), false);
    assert.equal(
      describeComparison({ atLeast: '1g', below: 'none' }, bytes),
      'at least 1 GiB and less than no limit',
    );
  });
});

describe('An image reference', () => {
  const same: readonly (readonly [string, string])[] = [
    ['busybox', 'docker.io/library/busybox:latest'],
    ['isolab/static-site', 'docker.io/isolab/static-site:latest'],
    ['localhost/site:2', 'docker.io/library/site:2'],
    ['registry.example:5000/a/b', 'registry.example:5000/a/b:latest'],
    ['index.docker.io/library/python:3', 'docker.io/library/python:3'],
    ['sha256:abc', 'sha256:abc'],
  ];
  for (const [short, full] of same) {
    it(`${short} is ${full}`, () => {
      assert.equal(fullReference(short), full);
      assert.equal(fullReference(full), full);
    });
  }
});

describe('A text from outside', () => {
  it('shows what would otherwise not be seen, and is cut when it is long', () => {
    assert.equal(quote('a\tb\u0000\u200bc\u2028'), '`a␉b␀\\u{200b}c\\u{2028}`');
    assert.equal(quote('x'.repeat(500)).length, 122);
    assert.equal(quoteList(['a', 'b', 'c', 'd', 'e', 'f']), '`a`, `b`, `c`, `d`, `e`, …');
  });

  it('never gets out of its quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.match(quote(text), /^`[^`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*`$/u);
      }),
    );
  }).timeout(20_000);

  it('stays one word of a command, or there is no command', () => {
    assert.equal(seeCommand('docker', 'rm', 'a; rm -rf $HOME'), "docker rm 'a; rm -rf $HOME'");
    assert.equal(seeCommand('docker', 'rm', 'a\nrm'), undefined);
    assert.equal(seeCommand('docker', 'rm', ''), "docker rm ''");
  });

  it('is compared without the line ends at its end', () => {
    assert.equal(matchesText('hello\r\n', 'hello'), true);
    assert.equal(matchesText('hello\nyou', { matches: '^you$' }), true);
    assert.equal(matchesText('hello', { contains: 'ell', matches: 'x' }), false);
  });
});
