import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoundStep } from '../../../extension/core/lab/lab.ts';
import { Answers } from '../../../extension/core/session/answers.ts';
import { openRecord, type SessionRecord } from '../../../extension/core/session/record.ts';
import { fakeWorld } from '../../fakes/world.ts';

describe('What was predicted', () => {
  const measured = { command: ['hostname'] };
  const step: BoundStep = {
    ...{ id: 'one', title: 'One', text: '', tasks: [], questions: {} },
    predictions: { now: { measured }, later: { measured, after: 'done' } },
  };
  const world = fakeWorld({ commands: { hostname: { stdout: 'here\n' } } });
  let folder: string;
  let record: SessionRecord;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-answers-'));
    ({ record } = await openRecord(folder));
  });

  afterEach(async () => {
    await record[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const seen = (): unknown =>
    Object.entries(record.progress.answers).map(([id, answer]) => [id, answer.measured]);

  it('is measured as soon as it can be, and after a task only when that has passed', async () => {
    const answers = new Answers(record);
    await answers.take(step, 'now', 'there', world);
    await answers.take(step, 'later', 'there', world);
    await answers.measure(step, world);
    assert.deepEqual(seen(), [
      ['now', 'here'],
      ['later', undefined],
    ]);
    await record.write([{ type: 'passed', step: 'one', task: 'done', observed: '' }]);
    await answers.measure(step, world);
    assert.deepEqual(seen(), [
      ['now', 'here'],
      ['later', 'here'],
    ]);
  });
});
