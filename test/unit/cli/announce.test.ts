import assert from 'node:assert/strict';
import { announceTicks } from '../../../extension/cli/announce.ts';
import type { Output } from '../../../extension/cli/output.ts';
import { Emitter } from '../../../extension/core/base/event.ts';
import type {
  QuestionState,
  SessionState,
  TaskState,
} from '../../../extension/core/session/state.ts';

type Look = readonly [Partial<TaskState>, Partial<QuestionState>];

/** What is told while a session goes from the first look to the last. */
function told(...looks: readonly Look[]): readonly string[] {
  const notes: string[] = [];
  const output: Output = {
    isJson: false,
    hasColor: false,
    columns: undefined,
    json: () => undefined,
    line: () => undefined,
    note: () => undefined,
    news: (text) => notes.push(text),
    paint: (_, text) => text,
  };
  const changed = new Emitter<SessionState>();
  const [first, ...others] = looks.map(stateOf);
  assert.ok(first !== undefined);
  using _ = announceTicks({ state: first, onDidChange: changed.event }, output);
  for (const state of others) changed.fire(state);
  return notes;
}

function stateOf([task, question]: Look): SessionState {
  const tasks: TaskState[] = [
    {
      id: 'stopped',
      says: 'It has ended',
      status: 'open',
      hints: [],
      hintCount: 0,
      hasSolution: false,
      ...task,
    },
  ];
  const questions: QuestionState[] = [{ id: 'code', kind: 'predict', ...question }];
  return {
    ...{ sessionId: 's', labId: 'tiny', title: 'Tiny', step: 0, vars: {}, owned: [], vms: [] },
    ...{ engine: { status: 'up' }, folder: '/nowhere' },
    steps: [{ id: 'one', title: 'One', status: 'open', tasks, questions }],
  };
}

describe('In the terminal of a lab', () => {
  it('a tick is told once', () => {
    const passed: Look = [{ status: 'passed' }, {}];
    assert.deepEqual(told([{}, {}], passed, passed), ['✓ It has ended']);
  });

  it('a prediction is told with its measurement, once, also as the step ends', () => {
    const answer = '143';
    assert.deepEqual(
      told(
        [{}, { answer }],
        [{ status: 'passed' }, { answer, measured: '137' }],
        [{ status: 'passed' }, { answer, measured: '137' }],
      ),
      ['✓ It has ended', '= code: you said 143, measured: 137'],
    );
  });

  it('what nobody predicted is not told', () => {
    assert.deepEqual(told([{}, {}], [{}, { measured: '137' }]), []);
  });

  it('new advice is told', () => {
    assert.deepEqual(told([{}, {}], [{ advice: 'Look again.' }, {}]), ['→ Look again.']);
  });
});
