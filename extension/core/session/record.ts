import { join } from 'node:path';
import { IsolabError } from '../base/errors.ts';
import { journalVersion, type JournalEvent } from './events.ts';
import { Journal, type JournalFact } from './journal.ts';
import { reduce, replay, type Progress } from './progress.ts';

/** The record in a session's folder, begun when there is none; `note` says what had to be repaired. */
export async function openRecord(
  folder: string,
): Promise<{ record: SessionRecord; note?: string }> {
  const { journal, events, note } = await Journal.open(join(folder, journalName));
  return { record: new SessionRecord(journal, events), ...(note === undefined ? {} : { note }) };
}

/** The file of a session that holds all of its progress. */
export const journalName = 'journal.jsonl';

/** The journal of an open session and the progress derived from it; knows when saving is in trouble. */
export class SessionRecord implements AsyncDisposable {
  readonly #journal: Journal;
  #progress: Progress;
  #unsaved: JournalFact[] = [];
  #trouble: IsolabError | undefined;

  constructor(journal: Journal, events: readonly JournalEvent[]) {
    this.#journal = journal;
    this.#progress = replay(events);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Why progress cannot be saved now; undefined when it can. */
  get trouble(): IsolabError | undefined {
    return this.#trouble;
  }

  /** Makes these facts progress once they are on the disk. Rejects, and changes nothing, when they cannot be saved. */
  async write(facts: readonly JournalFact[]): Promise<void> {
    if (facts.length === 0) return;
    await this.save();
    const events = await this.#append(facts);
    this.#progress = events.reduce(reduce, this.#progress);
  }

  /** Makes these facts progress at once, because they are so whether they can be saved or not; saves them when it can. */
  async keep(facts: readonly JournalFact[]): Promise<void> {
    if (facts.length === 0) return;
    const at = Date.now();
    this.#unsaved.push(...facts);
    this.#progress = facts.reduce(
      (progress, fact) => reduce(progress, { v: journalVersion, at, ...fact }),
      this.#progress,
    );
    await this.save().catch(() => {});
  }

  /** Saves what is not saved yet; without any, finds out whether a trouble is over. */
  async save(): Promise<void> {
    const facts = this.#unsaved;
    if (facts.length === 0 && this.#trouble === undefined) return;
    this.#unsaved = [];
    try {
      if (facts.length === 0) await this.#ask(() => this.#journal.tryWriting());
      else await this.#append(facts);
    } catch (error) {
      this.#unsaved = [...facts, ...this.#unsaved];
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.save().catch(() => {});
    await this.#journal[Symbol.asyncDispose]();
  }

  #append(facts: readonly JournalFact[]): Promise<readonly JournalEvent[]> {
    return this.#ask(() => this.#journal.append(facts));
  }

  async #ask<T>(write: () => Promise<T>): Promise<T> {
    try {
      const result = await write();
      this.#trouble = undefined;
      return result;
    } catch (error) {
      if (error instanceof IsolabError) this.#trouble = error;
      throw error;
    }
  }
}
