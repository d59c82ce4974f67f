import assert from 'node:assert/strict';
import { Sampler } from '../../../webviews/shared/sampler.ts';

describe('a sampler', () => {
  it('reads nothing before it is started, nor when somebody asks', async () => {
    const { readings, sampler } = makeSampler();
    sampler.soon();
    await turns();
    assert.equal(readings.length, 0);
  });

  it('never has two readings at once, however often somebody asks', async () => {
    const { readings, sampler } = makeSampler();
    sampler.start();
    sampler.start();
    await turns();
    sampler.soon();
    sampler.soon();
    await turns();
    assert.equal(readings.length, 1);
    readings[0]?.finish();
    await turns();
    assert.equal(readings.length, 2, 'one more for all who asked meanwhile');
    readings[1]?.finish();
    await turns();
    assert.equal(readings.length, 2);
    sampler.dispose();
  });

  it('reads at once when somebody asks between two readings', async () => {
    const { readings, sampler } = makeSampler();
    sampler.start();
    await turns();
    readings[0]?.finish();
    await turns();
    sampler.soon();
    await turns();
    assert.equal(readings.length, 2);
    sampler.dispose();
  });

  it('aborts the reading under way when it is stopped, and reads no more', async () => {
    const { readings, sampler } = makeSampler();
    sampler.start();
    await turns();
    sampler.stop();
    assert.equal(readings[0]?.signal.aborted, true);
    readings[0].finish();
    sampler.soon();
    await turns();
    assert.equal(readings.length, 1);
  });

  it('has one reading at a time also when it is stopped and started while one is under way', async () => {
    const { readings, sampler } = makeSampler();
    sampler.start();
    await turns();
    sampler.stop();
    sampler.start();
    await turns();
    assert.equal(readings.length, 1);
    readings[0]?.finish();
    await turns();
    assert.equal(readings.length, 2);
    sampler.dispose();
  });
});

function makeSampler() {
  const readings: { signal: AbortSignal; finish: () => void }[] = [];
  const sampler = new Sampler(
    (signal) => new Promise((finish) => readings.push({ signal, finish })),
    60_000,
  );
  return { readings, sampler };
}

/** Lets everything that is ready happen. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
