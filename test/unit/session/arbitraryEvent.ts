import fc from 'fast-check';
import type { JournalEvent } from '../../../extension/core/session/events.ts';

const id = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
/** Objects as JSON.parse makes them. */
const plain = { noNullPrototype: true };
const kind = fc.constantFrom('container', 'network', 'volume', 'image');
const object = fc.record({ kind, id, name: id }, plain);
const then = fc.array(fc.record({ kind, id, name: id, state: id }, plain));
const head = { v: fc.constant(1 as const), at: fc.nat() };

/** Any event that a journal may hold, about few things so that events meet. */
export const arbitraryEvent: fc.Arbitrary<JournalEvent> = fc.oneof(
  fc.record(
    {
      ...head,
      type: fc.constant('opened' as const),
      sessionId: id,
      labId: id,
      vars: fc.dictionary(fc.constantFrom('PORT', 'NAME'), fc.string(), plain),
      imagesBefore: fc.array(fc.record({ id, tags: fc.array(id) }, plain)),
    },
    plain,
  ),
  fc.record(
    {
      ...head,
      type: fc.constant('step-opened' as const),
      step: id,
      owned: then,
    },
    plain,
  ),
  fc.record(
    {
      ...head,
      type: fc.constant('command-ended' as const),
      step: id,
      line: fc.string({ unit: 'binary' }),
      exitCode: fc.nat(),
    },
    plain,
  ),
  fc.record({ ...head, type: fc.constant('tried' as const), step: id, task: id }, plain),
  fc.record(
    {
      ...head,
      type: fc.constant('advised' as const),
      step: id,
      task: id,
      advice: fc.nat(),
    },
    plain,
  ),
  fc.record(
    {
      ...head,
      type: fc.constantFrom('passed', 'lost'),
      step: id,
      task: id,
      observed: fc.string(),
    },
    plain,
  ),
  fc.record({ ...head, type: fc.constantFrom('step-finished', 'acted'), step: id }, plain),
  fc.record({ ...head, type: fc.constant('step-reset' as const), step: id, owned: then }, plain),
  fc.record(
    { ...head, type: fc.constant('hinted' as const), step: id, task: id, rung: fc.nat() },
    plain,
  ),
  fc.record(
    { ...head, type: fc.constant('answered' as const), question: id, text: fc.string() },
    plain,
  ),
  fc.record(
    { ...head, type: fc.constant('creating' as const), creation: id, kind, name: id, before: id },
    plain,
  ),
  fc.record({ ...head, type: fc.constant('settled' as const), creation: id }, plain),
  fc.record({ ...head, type: fc.constant('owned' as const), object }, plain),
  fc.record({ ...head, type: fc.constant('gone' as const), object }, plain),
  fc.record({ ...head, type: fc.constant('lab-reset' as const) }, plain),
);
