import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JournalEvent } from '../../extension/core/session/events.ts';

/** The events of a lab's session up to now; `sessions` is the folder of all of them. */
async function readJournal(sessions: string, labId: string): Promise<JournalEvent[]> {
  const text = await readFile(path.join(sessions, labId, 'journal.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JournalEvent);
}

/** The values that were drawn for this learner. */
export async function readVars(
  sessions: string,
  labId: string,
): Promise<Readonly<Record<string, string>>> {
  const events = await readJournal(sessions, labId);
  return events.find((event) => event.type === 'opened')?.vars ?? assert.fail('no lab was opened');
}

/** Waits until the journal has this command (with this exit code); VS Code may read a blank after it off the screen. */
export async function heard(
  sessions: string,
  labId: string,
  line: string,
  { exitCode, limitMs }: { readonly exitCode?: number; readonly limitMs: number },
): Promise<void> {
  const endAt = Date.now() + limitMs;
  for (;;) {
    const events = await readJournal(sessions, labId);
    const ended = events.filter((event) => event.type === 'command-ended');
    const isThere = ended.some(
      (event) =>
        event.line.trim() === line && (exitCode === undefined || event.exitCode === exitCode),
    );
    if (isThere) return;
    assert.ok(Date.now() < endAt, `nobody heard of ${line}: ${JSON.stringify(events.at(-1))}`);
    await delay(100);
  }
}

/** Whether a task passes within this time. */
export async function passes(
  sessions: string,
  labId: string,
  task: string,
  limitMs: number,
): Promise<boolean> {
  for (const endAt = Date.now() + limitMs; Date.now() < endAt; await delay(100)) {
    const events = await readJournal(sessions, labId);
    if (events.some((event) => event.type === 'passed' && event.task === task)) return true;
  }
  return false;
}
