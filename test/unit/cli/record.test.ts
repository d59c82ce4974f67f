import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparisonText } from '../../../extension/cli/record/compare.ts';
import { labelOf } from '../../../extension/cli/record/label.ts';
import { findRecording, readRecording } from '../../../extension/cli/record/source.ts';
import { listText, recordingText } from '../../../extension/cli/record/text.ts';
import { formatRecording } from '../../../extension/core/recorder/file.ts';
import { headOf, type Recording } from '../../../extension/core/recorder/recording.ts';
import { openOutput } from '../../../extension/cli/output.ts';
import { apiCall, change, fakeRecording, kernelCall, programRun } from '../../fakes/recordings.ts';

const output = openOutput(false, { NO_COLOR: '1' });
const id = 'c0ffee'.padEnd(64, '0');

const run = fakeRecording('docker run --name web busybox true', [
  apiCall('POST /containers/create?name=web', 201, {
    created: [{ kind: 'container', id, name: 'web' }],
  }),
  apiCall(`POST /containers/${id}/attach`, 101, { upgrade: 'tcp' }),
  apiCall('GET /info', undefined, { note: 'The listener lost the thread.' }),
  programRun('/usr/bin/runc', ['runc', 'create', id]),
  programRun('/bin/true'),
  kernelCall('runc:[1:CHILD]', 'unshare', ['NEWNS', 'NEWPID']),
  kernelCall('runc', 'cgroup mkdir', [], { args: { path: `/docker/${id}` }, folded: 10 }),
  kernelCall('mount', 'mount', [], {
    args: { target: '/proc', data: 'NULL' },
    error: 'EPERM',
    result: -1,
  }),
  change('namespace-created', 'There is a new PID namespace.', { isTied: false }),
]);

describe('isolab record', () => {
  const lines = run.entries.map(labelOf);

  it('puts an entry on one line', () => {
    assert.deepEqual(lines, [
      'POST /containers/create?name=web → 201 + container web',
      'POST /containers/c0ffee000000/attach → 101 tcp',
      'GET /info → no answer (The listener lost the thread.)',
      'runc create c0ffee000000',
      'true /bin/true',
      'runc:[1:CHILD]: unshare NEWNS|NEWPID',
      'runc: cgroup mkdir /docker/c0ffee000000 ×10',
      'mount: mount /proc = EPERM',
      'There is a new PID namespace. (perhaps by others)',
    ]);
  });

  it('lets no text from outside move the cursor', () => {
    const hostile = fakeRecording('echo \x1b[2J\x07', [
      programRun('/bin/\x1b]0;x\x07', ['\u202e']),
    ]);
    const shown = recordingText(hostile, output) + listText([headOf(hostile)]);
    assert.doesNotMatch(shown, /[\x00-\x09\x0b-\x1f\u202e]/);
  });

  it('shows the four lanes, and says of each what it did not see', () => {
    const blind = { isSeen: false, notes: ['tracefs is out of reach.'], fix: 'Be root.', lost: 0 };
    const lossy = { isSeen: true, notes: [], lost: 3 };
    const text = recordingText(
      { ...run, unattributed: 2, lanes: { ...run.lanes, kernel: blind, programs: lossy } },
      output,
    );
    for (const wanted of [
      /^docker run --name web busybox true\n.*1\.000 s · exit code 0 · host · Linux 6\.1\.0/,
      /\nAPI calls\n {2}0\.0 ms {2}POST \/containers\/create/,
      /\nPrograms\n {2}3\.0 ms {2}100 {2}runc create [^]*\n {2}3 things were lost\.\n/,
      /\nKernel\n[^]*tracefs is out of reach\.\n {2}Be root\.\n/,
      /\nChanges\n {2}8\.0 ms {2}There is a new PID namespace/,
      /\n2 more things happened, and nobody can tell for whom\.$/,
    ]) {
      assert.match(text, wanted);
    }
  });

  it('lists by numbers, the oldest first', () => {
    const { endedAt: _, exitCode: __, ...lasting } = fakeRecording('');
    const rows = listText([headOf(run), headOf(lasting)]).split('\n');
    assert.match(rows[1] ?? '', /^1 .* 1\.000 s +0 +9 +docker run --name web busybox true$/);
    assert.match(rows[2] ?? '', /^2 .* still goes on +0 +\(calls without a command\)$/);
    assert.equal(listText([]), 'Nothing has been recorded yet.');
  });

  it('compares two as diff does', () => {
    const host = fakeRecording('docker run --network host busybox true', [
      kernelCall('runc:[1:CHILD]', 'unshare', ['NEWNS', 'NEWPID'], { pid: 7 }),
      kernelCall('runc:[1:CHILD]', 'setns', ['NEWNET']),
    ]);
    const text = comparisonText(run, host, output);
    assert.match(text, /^- docker run --name web.*\n\+ docker run --network host/);
    assert.match(text, /\n {2}runc:\[1:CHILD\]: unshare NEWNS\|NEWPID\n/);
    assert.match(text, /\n\+ runc:\[1:CHILD\]: setns NEWNET/);
    assert.match(text, /\n- runc create c0ffee000000\n/);
  });

  describe('finds a recording', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'isolab-record-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    const last = fakeRecording('docker ps');
    const all: readonly Recording[] = [run, last];
    const kept = {
      heads: all.map(headOf),
      recording: async (wanted: string) => all.find((each) => each.id === wanted),
    };

    it('by its number, or the newest', async () => {
      assert.equal(await findRecording(kept, '1'), run);
      assert.equal(await findRecording(kept, undefined), last);
      for (const number of ['0', '3']) {
        await assert.rejects(findRecording(kept, number), { code: 'wrong-usage' });
      }
    });

    it('in a file', async () => {
      const path = join(folder, 'run.isolab-recording.json');
      await writeFile(path, formatRecording(run));
      assert.deepEqual(await readRecording(path), run);
      await assert.rejects(readRecording(join(folder, 'none')), { code: 'wrong-usage' });
    });
  });
});
