import assert from 'node:assert/strict';
import { isError } from '../../../extension/core/base/errors.ts';
import { parseOptions } from '../../../extension/start/options.ts';

const plain = { isHelpWanted: false, isBrowserWanted: false, isYes: false };

describe('The options of npm start', () => {
  const cases: [string[], Partial<ReturnType<typeof parseOptions>>][] = [
    [[], {}],
    [['--lab', 'limits'], { lab: 'limits' }],
    [['--lab=limits', '--yes'], { lab: 'limits', isYes: true }],
    [['--browser', '--port', '0'], { isBrowserWanted: true, port: 0 }],
    [['--help'], { isHelpWanted: true }],
  ];
  for (const [args, expected] of cases) {
    it(`understand: ${args.join(' ')}`, () => {
      assert.deepEqual(parseOptions(args), { ...plain, ...expected });
    });
  }

  const wrong = [
    ['--labs', 'x'],
    ['limits'],
    ['--lab'],
    ['--port', '-1'],
    ['--port', '65536'],
    ['--port', ''],
  ];
  for (const args of wrong) {
    it(`refuse: ${args.join(' ')}`, () => {
      assert.throws(
        () => parseOptions(args),
        (error) => isError(error, 'wrong-usage'),
      );
    });
  }
});
