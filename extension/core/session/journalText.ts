import { journalCorrupt, journalTooNew } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { journalEventSchema, journalVersion, type JournalEvent } from './events.ts';

/** What a journal's bytes say. */
export interface JournalText {
  readonly events: readonly JournalEvent[];
  /** How many bytes are good, from the start; what follows is a line that was being written in a crash. */
  readonly length: number;
  /** True when the last line is whole except for its line end. */
  readonly needsNewline: boolean;
  /** What was repaired, as a sentence for the learner. */
  readonly note?: string;
}

/** Reads a journal's bytes; leaves out a half-written last line, and refuses a line that is corrupt in the middle. */
export function readJournal(bytes: Uint8Array, path: string): JournalText {
  const events: JournalEvent[] = [];
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, start);
    if (end === -1)
      return { events, ...readTail(bytes.subarray(start), start, path, line, events) };
    events.push(parseLine(bytes.subarray(start, end), path, line));
    start = end + 1;
  }
}

function readTail(
  tail: Uint8Array,
  start: number,
  path: string,
  line: number,
  events: JournalEvent[],
): Omit<JournalText, 'events'> {
  if (tail.length === 0) return { length: start, needsNewline: false };
  try {
    events.push(parseLine(tail, path, line));
    return { length: start + tail.length, needsNewline: true };
  } catch {
    const note = t('The last entry of the journal was cut off by a crash and was left out.');
    return { length: start, needsNewline: false, note };
  }
}

function parseLine(bytes: Uint8Array, path: string, line: number): JournalEvent {
  const value = parseJson(bytes, path, line);
  if (isNewer(value)) throw journalTooNew(path, line);
  const result = journalEventSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw journalCorrupt(path, line, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

function parseJson(bytes: Uint8Array, path: string, line: number): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw journalCorrupt(path, line, error instanceof Error ? error.message : String(error), error);
  }
}

function isNewer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('v' in value)) return false;
  return typeof value.v === 'number' && value.v > journalVersion;
}
