import assert from 'node:assert/strict';
import { parseReport } from '../../run/report.ts';

const lines = (...states: string[]): string =>
  states.map((state) => `${JSON.stringify({ state, title: 'a', reason: 'because' })}\n`).join('');

const reasons = (text: string, howEnded?: string): string[] =>
  parseReport(text, howEnded).failures.map(({ reason }) => reason);

describe('The report of a suite', () => {
  it('counts each test once', () => {
    const { passed, skipped, failures } = parseReport(
      lines('passed', 'passed', 'skipped', 'failed', 'ended'),
      'exit code 1',
    );
    assert.deepEqual(
      { passed, skipped, failed: failures.length },
      { passed: 2, skipped: 1, failed: 1 },
    );
  });

  it('fails when the run ended early, though every test so far has passed', () => {
    assert.deepEqual(reasons(lines('passed'), 'it was ended by SIGKILL'), [
      'it ended before its last test: it was ended by SIGKILL',
    ]);
  });

  it('fails when nothing was reported at all', () => {
    assert.deepEqual(reasons('', undefined), ['it ended before its last test: exit code 0']);
  });

  it('fails when there are no tests', () => {
    assert.deepEqual(reasons(lines('ended')), ['it has no tests']);
  });

  it('fails when the process did, though no test has', () => {
    assert.deepEqual(reasons(lines('passed', 'ended'), 'exit code 7'), ['exit code 7']);
  });
});
