import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emitter } from '../../../extension/core/base/event.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { HeardCall } from '../../../extension/core/engine/relay/recordedCall.ts';
import type { OpenTape } from '../../../extension/core/recorder/kernelWatch.ts';
import { Recorder, type RecorderParts } from '../../../extension/core/recorder/recorder.ts';
import type { Recording } from '../../../extension/core/recorder/recording.ts';
import { FakeTape } from './fakeTape.ts';
import { happens } from './happens.ts';

describe('a recorder', () => {
  let folder: string;
  let calls: Emitter<HeardCall>;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-recorder-'));
    calls = new Emitter();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async (parts: Partial<RecorderParts> = {}): Promise<Recorder> => {
    const recorder = new Recorder({
      folder: join(folder, 'recordings'),
      labId: 'a-lab',
      onDidHear: calls.event,
      host: {},
      guest: () => undefined,
      step: () => 'first',
      workbench: () => undefined,
      log: silentLog,
      ...parts,
    });
    await recorder.open();
    return recorder;
  };
  const withTape = (openTape: OpenTape): Partial<RecorderParts> => ({ host: { openTape } });
  const newest = async (recorder: Recorder): Promise<Recording> => {
    const [head] = recorder.recordings;
    const recording = head && (await recorder.recording(head.id));
    assert.ok(recording !== undefined, 'nothing was recorded');
    return recording;
  };
  const call = (connection: number, path: string, at = Date.now()): HeardCall => ({
    ...{ stage: 'ended', id: `${connection} ${path}`, connection, at, endedAt: at + 1 },
    ...{ method: 'GET', path, query: {}, status: 200, sentBytes: 0, receivedBytes: 2, created: [] },
  });
  const hear = (heard: HeardCall): void => {
    calls.fire({ ...heard, stage: 'asked' });
    calls.fire(heard);
  };
  const docker = { line: 'docker ps', terminal: 'one' };

  it('shows a command while it lasts, with its calls, and keeps it when it is over', async () => {
    await using recorder = await open();
    recorder.commandStarted(docker);
    assert.equal(recorder.recordings[0]?.endedAt, undefined);
    hear(call(1, '/containers/json'));
    recorder.commandEnded({ ...docker, exitCode: 0 });
    await recorder.settled();
    const { command, exitCode, endedAt, labId, step, entries } = await newest(recorder);
    assert.deepEqual([command, exitCode, labId, step], ['docker ps', 0, 'a-lab', 'first']);
    assert.ok(endedAt !== undefined);
    assert.deepEqual(
      entries.map((entry) => entry.lane === 'api' && entry.path),
      ['/containers/json'],
    );
  });

  it('has them again after a reload, the newest first, and leaves alone what is no recording', async () => {
    {
      await using recorder = await open();
      for (const line of ['first', 'second']) {
        recorder.commandStarted({ line, terminal: 'one' });
        recorder.commandEnded({ line, terminal: 'one' });
        await recorder.settled();
      }
      recorder.commandStarted({ line: 'third', terminal: 'one' });
    }
    await writeFile(join(folder, 'recordings', 'x.isolab-recording.json'), '{"v":1,');
    await using again = await open();
    assert.deepEqual(
      again.recordings.map(({ command }) => command),
      ['third', 'second', 'first'],
    );
    assert.match(
      again.recordings[0]?.lanes.api.notes.join() ?? '',
      /closed while this command ran/,
    );
  });

  it('keeps the last fifty', async () => {
    await using recorder = await open();
    for (let count = 1; count <= 53; count++) {
      const command = { line: `command ${count}`, terminal: String(count) };
      recorder.commandStarted(command);
      recorder.commandEnded(command);
    }
    await recorder.settled();
    assert.equal(recorder.recordings.length, 50);
    assert.equal((await readdir(join(folder, 'recordings'))).length, 50);
  });

  it('puts calls without a command into a recording of their own', async () => {
    await using recorder = await open();
    hear(call(1, '/version'));
    assert.equal(recorder.recordings.length, 0);
    await ended(recorder);
    const { command, entries } = await newest(recorder);
    assert.deepEqual([command, entries.length], ['', 1]);
  });

  it('gives calls to the command that is told a little later', async () => {
    await using recorder = await open();
    hear(call(1, '/version'));
    recorder.commandStarted(docker);
    recorder.commandEnded(docker);
    await recorder.settled();
    assert.equal(recorder.recordings.length, 1);
    assert.equal((await newest(recorder)).entries.length, 1);
  });

  it('gives no call of a reset to the command that is told after it', async () => {
    await using recorder = await open();
    hear(call(1, '/version'));
    recorder.passOver();
    recorder.commandStarted(docker);
    recorder.commandEnded(docker);
    await recorder.settled();
    const counts = new Map(recorder.recordings.map(({ command, count }) => [command, count]));
    assert.deepEqual([counts.get(''), counts.get(docker.line)], [1, 0]);
  });

  it('says why it does not listen to the kernel, and goes on', async () => {
    const reasons: readonly [OpenTape, RegExp][] = [
      [async () => ({ reason: 'No tracefs here.', fix: 'Be root.' }), /No tracefs here/],
      [() => Promise.reject(new Error('it broke')), /it broke/],
    ];
    for (const [openTape, reason] of reasons) {
      await using recorder = await open(withTape(openTape));
      recorder.commandStarted(docker);
      hear(call(1, '/containers/json'));
      recorder.commandEnded(docker);
      await recorder.settled();
      const { lanes, entries } = await newest(recorder);
      assert.deepEqual([lanes.api.isSeen, lanes.kernel.isSeen], [true, false]);
      assert.match(lanes.kernel.notes.join(), reason);
      assert.equal(entries.length, 1);
    }
  });

  it('that fails disturbs nobody', async () => {
    const fails = (): never => {
      throw new Error('the disk is gone');
    };
    await using recorder = await open({ step: fails });
    recorder.commandStarted(docker);
    hear(call(1, '/version'));
    recorder.commandEnded(docker);
    await recorder.settled();
    assert.deepEqual(recorder.recordings, []);
  });

  it('cannot keep what cannot be written, and shows it as long as the lab is open', async () => {
    await writeFile(join(folder, 'recordings'), 'in the way');
    await using recorder = await open();
    recorder.commandStarted(docker);
    recorder.commandEnded(docker);
    await recorder.settled();
    assert.equal(recorder.recordings.length, 1);
  });

  it('tells the calls of two commands apart by when their programs ran', async () => {
    const tape = new FakeTape();
    await using recorder = await open(withTape(async () => tape));
    const at = Date.now() - 100;
    recorder.commandStarted({ line: 'docker ps', terminal: 'one', pid: 10 });
    recorder.commandStarted({ line: 'sleep 1', terminal: 'two', pid: 11 });
    tape.write(happens.runs(at + 5, 10, 12, '/usr/bin/docker'));
    hear(call(1, '/containers/json', at + 20));
    tape.write([happens.exit(at + 30, 12, 'docker')]);
    recorder.commandEnded({ line: 'docker ps', terminal: 'one' });
    recorder.commandEnded({ line: 'sleep 1', terminal: 'two' });
    await recorder.settled();
    const lanes = recorder
      .since(0)
      .map(({ command, entries }) => [
        command,
        entries.filter(({ lane }) => lane === 'api').length,
      ]);
    assert.deepEqual(lanes.sort(), [
      ['docker ps', 1],
      ['sleep 1', 0],
    ]);
  });

  it('gives both commands a call of which it cannot be told whose it is, and says so', async () => {
    await using recorder = await open();
    const other = { line: 'docker images', terminal: 'two' };
    recorder.commandStarted(docker);
    recorder.commandStarted(other);
    hear(call(1, '/containers/json'));
    recorder.commandEnded(docker);
    recorder.commandEnded(other);
    await recorder.settled();
    for (const { entries, lanes } of recorder.since(0)) {
      assert.equal(entries.length, 1);
      assert.match(lanes.api.notes.join(), /Two commands ran at once/);
    }
  });

  it('bounds a recording, and counts what is not in it', async () => {
    const tape = new FakeTape();
    await using recorder = await open(withTape(async () => tape));
    recorder.commandStarted({ ...docker, pid: 10 });
    const at = Date.now();
    tape.write(happens.runs(at, 10, 12, '/usr/bin/docker'));
    for (let count = 0; count < 12_000; count++) {
      tape.write([happens.call(at + 1, 12, count % 2 === 0 ? 'setns' : 'unshare')]);
    }
    recorder.commandEnded(docker);
    await recorder.settled();
    const { entries, lanes } = await newest(recorder);
    assert.equal(entries.length, 10_000);
    assert.equal(lanes.kernel.lost, 2_002);
  });
});

/** Resolves when a recording has ended. */
function ended(recorder: Recorder): Promise<void> {
  return new Promise((resolve) => {
    recorder.onDidChange(({ endedAt }) => {
      if (endedAt !== undefined) resolve();
    });
  });
}
