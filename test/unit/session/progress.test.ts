import assert from 'node:assert/strict';
import fc from 'fast-check';
import { journalEventSchema, type JournalEvent } from '../../../extension/core/session/events.ts';
import { noProgress, reduce, replay } from '../../../extension/core/session/progress.ts';
import { arbitraryEvent } from './arbitraryEvent.ts';

const at = 1_000;
const passed = { v: 1, at, type: 'passed', step: 's', task: 't', observed: '' } as const;

describe('progress', () => {
  it('is the same however the journal is split by a resume', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent), fc.nat(), (events, cut) => {
        const split = cut % (events.length + 1);
        const resumed = replay(events.slice(split), replay(events.slice(0, split)));
        assert.deepEqual(resumed, replay(events));
      }),
    );
  });

  it('can be told from any prefix and any suffix without failing', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent), (events) => {
        for (let i = 0; i <= events.length; i++) {
          replay(events.slice(0, i));
          replay(events.slice(i));
        }
      }),
    );
  });

  it('survives being written and read as JSON', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent), (events) => {
        const read = events.map((event) =>
          journalEventSchema.parse(JSON.parse(JSON.stringify(event))),
        );
        assert.deepEqual(replay(read), replay(events));
      }),
    );
  });

  it('keeps a passed task, and takes it back when its state was lost', () => {
    const progress = reduce(noProgress, passed);
    assert.equal(progress.steps.s?.tasks.t?.isPassed, true);
    const lost = reduce(progress, { ...passed, type: 'lost' });
    assert.equal(lost.steps.s?.tasks.t?.isPassed, false);
  });

  it('takes back a step and every step opened after it', () => {
    const events: JournalEvent[] = [
      { v: 1, at, type: 'step-opened', step: 'a', owned: [] },
      { ...passed, step: 'a' },
      {
        v: 1,
        at,
        type: 'step-opened',
        step: 'b',
        owned: [{ kind: 'volume', id: 'v', name: 'v', state: '' }],
      },
      { ...passed, step: 'b' },
      { v: 1, at, type: 'step-opened', step: 'c', owned: [] },
      {
        v: 1,
        at,
        type: 'step-reset',
        step: 'b',
        owned: [{ kind: 'volume', id: 'w', name: 'v', state: '' }],
      },
    ];
    const progress = replay(events);
    assert.deepEqual(Object.keys(progress.steps), ['a', 'b']);
    assert.equal(progress.steps.a?.tasks.t?.isPassed, true);
    assert.deepEqual(progress.steps.b?.tasks, {});
    assert.equal(progress.steps.b?.ownedBefore[0]?.id, 'w');
    assert.equal(progress.step, 'b');
  });

  it('owns an object once, and no longer once it is gone', () => {
    const object = { kind: 'container', id: '1', name: 'site' } as const;
    const owned: JournalEvent = { v: 1, at, type: 'owned', object };
    const progress = replay([owned, owned]);
    assert.equal(progress.owned.length, 1);
    const gone = reduce(progress, { v: 1, at, type: 'gone', object });
    assert.deepEqual(gone.owned, []);
  });

  it('forgets the ladder with the step that measured it, not with a later one', () => {
    const ladder = { at: 1, rungs: [] };
    const measured = replay([
      { v: 1, at, type: 'step-opened', step: 'a', owned: [] },
      { v: 1, at, type: 'ladder-measured', ladder },
      { v: 1, at, type: 'step-opened', step: 'b', owned: [] },
    ]);
    const reset = (step: string): JournalEvent => {
      return { v: 1, at, type: 'step-reset', step, owned: [] };
    };
    assert.deepEqual(reduce(measured, reset('b')).ladder, ladder);
    assert.equal(reduce(measured, reset('a')).ladder, undefined);
    assert.equal(reduce(measured, { v: 1, at, type: 'lab-reset' }).ladder, undefined);
  });
});
