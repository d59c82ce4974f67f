import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ShellMarks, type ShellMark } from '../../../extension/core/machine/shellMarks.ts';

const started = (line: string): ShellMark => ({ kind: 'started', line });

describe('The marks of a shell', () => {
  const check = (shown: string, marks: readonly ShellMark[]): void => {
    it(JSON.stringify(shown.slice(0, 60)), () => {
      assert.deepEqual(new ShellMarks().read(Buffer.from(shown)), marks);
    });
  };
  check('$ ls\r\n', []);
  check('\x1b]633;E;ls -l\x07\x1b]633;C\x07total 0\r\n\x1b]633;D;0\x07\x1b]633;P;Cwd=/\x07', [
    started('ls -l'),
    { kind: 'ended', exitCode: 0 },
  ]);
  check('\x1b]633;D\x07\x1b]633;A\x07', [{ kind: 'ended' }]);
  check('\x1b]633;E;echo a\\x3b echo "\\\\n" ä\x1b\\\x1b]633;C\x1b\\', [
    started('echo a; echo "\\n" ä'),
  ]);
  check('\x1b]633;D;130;of another program\x07', [{ kind: 'ended', exitCode: 130 }]);
  check(`\x1b]633;E;${'x'.repeat(40_000)}`, []);

  it('are found however what is shown is cut', () => {
    const shown = Buffer.from('a\x1b]633;E;sleep ½\x07\x1b]633;C\x07\x1b[1mzZ\x1b]633;D;143\x07$ ');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: shown.length }), { maxLength: 8 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), shown.length];
        const marks = new ShellMarks();
        const found = places.flatMap((from, index) =>
          marks.read(shown.subarray(from, places[index + 1] ?? from)),
        );
        assert.deepEqual(found, [started('sleep ½'), { kind: 'ended', exitCode: 143 }]);
      }),
    );
  });

  it('do not keep what a program writes without end', () => {
    const marks = new ShellMarks();
    marks.read(Buffer.from('\x1b]633;E;'));
    for (let time = 0; time < 100; time++) marks.read(Buffer.alloc(1_000, 'x'));
    assert.deepEqual(marks.read(Buffer.from('\x07\x1b]633;C\x07')), [started('')]);
  });
});
