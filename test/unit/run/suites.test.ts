import assert from 'node:assert/strict';
import { chooseSuites, suites } from '../../run/suites.ts';

const chosen = (...names: string[]): string[] => chooseSuites(names).map(({ name }) => name);

describe('Suites that are chosen', () => {
  it('are all, without a name', () => {
    assert.equal(chosen().length, suites.length);
  });

  it('come with what they build on, in order, each once', () => {
    assert.deepEqual(chosen('vscode', 'package', 'unit'), [
      'unit',
      'build',
      'package',
      'images',
      'vscode',
    ]);
  });
});
