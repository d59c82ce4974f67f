import assert from 'node:assert/strict';
import { isError } from '../../../extension/core/base/errors.ts';
import { formatRecording, parseRecording } from '../../../extension/core/recorder/file.ts';
import { recordRun } from './recordRun.ts';

describe('the file of a recording', () => {
  it('gives the recording again, whatever is in it', async () => {
    const recording = await recordRun('run-alone');
    assert.ok(recording.entries.length > 50);
    assert.deepEqual(parseRecording(formatRecording(recording)), recording);
  });

  it('has a line for each entry', async () => {
    const recording = await recordRun('run-alone');
    const lines = formatRecording(recording).trimEnd().split('\n');
    assert.equal(lines.length, recording.entries.length + 2);
  });

  const refused = (text: string, code: string, words: RegExp): void => {
    assert.throws(
      () => parseRecording(text),
      (error) => {
        assert.ok(isError(error, code), String(error));
        assert.match(error.message, words);
        return true;
      },
    );
  };

  it('that is cut off is refused with that reason, wherever it is cut', async () => {
    const text = formatRecording(await recordRun('run-alone'));
    for (let end = 1; end < text.length - 2; end += 997) {
      refused(text.slice(0, end), 'recording-not-readable', /end is missing|not JSON/);
    }
  });

  it('of a later version is refused as such, whatever else it has', () => {
    refused('{"v":2,"everything":"else"}', 'recording-too-new', /version 2.*up to 1/);
  });

  it('says where something is wrong', async () => {
    const recording = await recordRun('run-alone');
    const [first, ...rest] = recording.entries;
    const broken = { ...recording, entries: [{ ...first, at: 'soon' }, ...rest] };
    refused(JSON.stringify(broken), 'recording-not-readable', /entries\.0\.at/);
    for (const text of ['', 'null', '[]', '"recording"', '7', '{}']) {
      refused(text, 'recording-not-readable', /cannot be read as a recording/);
    }
  });
});
