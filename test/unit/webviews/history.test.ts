import assert from 'node:assert/strict';
import type { CgroupReading } from '../../../extension/core/kernel/model.ts';
import { History } from '../../../webviews/meters/history.ts';
import { addMark, findMarks, oomMark } from '../../../webviews/meters/marks.ts';
import { cgroupReading, unseen } from '../../fakes/facts.ts';

const path = '/docker/c0ffee';

describe('the history of the meters', () => {
  it('makes rates out of counters, and has none before the second reading', () => {
    const history = new History();
    history.add(0, [withCpu(1_000_000, 0)]);
    history.add(500, [withCpu(1_250_000, 100_000)]);
    assert.deepEqual(history.lines(path).cpuPercent, [null, 50]);
    assert.deepEqual(history.lines(path).throttledPercent, [null, 20]);
  });

  it('leaves a hole where a cgroup was gone or could not be read, never a zero', () => {
    const history = new History();
    history.add(0, [cgroupReading()]);
    history.add(200, []);
    assert.equal(history.latest(path), undefined);
    history.add(400, [cgroupReading({ memory: unseen })]);
    history.add(600, [cgroupReading()]);
    const { memoryBytes, readPerSecond } = history.lines(path);
    assert.deepEqual(
      memoryBytes.map((value) => value === null),
      [false, true, true, false],
    );
    assert.deepEqual(readPerSecond, [null, null, null, 0]);
  });

  it('never shows a negative rate when a counter began anew', () => {
    const history = new History();
    history.add(0, [withCpu(9_000_000, 0)]);
    history.add(1000, [withCpu(1000, 0)]);
    assert.deepEqual(history.lines(path).cpuPercent, [null, 0]);
  });

  it('keeps two minutes, the last twenty seconds of them densely', () => {
    const history = new History();
    for (let at = 0; at <= 300_000; at += 200) history.add(at, [cgroupReading()]);
    const times = history.at();
    assert.ok((times[0] ?? 0) >= 180_000);
    assert.equal(times.filter((at) => at >= 280_000).length, 101);
    assert.equal(times.filter((at) => at < 280_000).length, 100);
    assert.equal(history.lines(path).pids.length, times.length);
  });
});

describe('the marks of the meters', () => {
  it('tell throttling and OOM kills between two readings', () => {
    const before = cgroupReading();
    const after = withCpu(0, 0, 8);
    assert.deepEqual(
      findMarks(before, after, 'site', 5).map(({ kind, text }) => [kind, text]),
      [['throttled', 'site is throttled']],
    );
    assert.deepEqual(findMarks(undefined, after, 'site', 5), []);
    assert.deepEqual(findMarks(before, before, 'site', 5), []);
  });

  it('tell the same thing once, and old things no more', () => {
    const first = addMark([], oomMark(path, 'site', 1000));
    assert.equal(addMark(first, oomMark(path, 'site', 1500)).length, 1);
    assert.equal(addMark(first, oomMark('/other', 'other', 1500)).length, 2);
    assert.deepEqual(
      addMark(first, oomMark(path, 'site', 200_000)).map(({ at }) => at),
      [200_000],
    );
  });
});

function withCpu(
  usageMicros: number,
  throttledMicros: number,
  throttledPeriods = 7,
): CgroupReading {
  const reading = cgroupReading();
  assert.ok(reading.cpu.seen);
  const value = { ...reading.cpu.value, usageMicros, throttledMicros, throttledPeriods };
  return { ...reading, cpu: { seen: true, value } };
}
