import assert from 'node:assert/strict';
import type { NoTape, Tape } from '../../extension/core/kernel/tape/tape.ts';

/** The tape that is expected to be there. */
export function opened(tape: Tape | NoTape): Tape {
  assert.ok('flush' in tape, 'reason' in tape ? tape.reason : '');
  return tape;
}
