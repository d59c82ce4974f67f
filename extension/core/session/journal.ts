import { open, type FileHandle } from 'node:fs/promises';
import { journalNotWritable } from '../base/errors.ts';
import { journalVersion, type JournalEvent } from './events.ts';
import { readJournal, type JournalText } from './journalText.ts';

type Fact<E> = E extends unknown ? Omit<E, 'v' | 'at'> : never;

/** An event as its author says it; the journal adds version and time. */
export type JournalFact = Fact<JournalEvent>;

/** A session's append-only file of events, one JSON document a line; what was appended survives any crash. */
export class Journal implements AsyncDisposable {
  readonly path: string;
  readonly #file: FileHandle;
  #length: number;
  #tail: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(path: string, file: FileHandle, length: number) {
    this.path = path;
    this.#file = file;
    this.#length = length;
  }

  /** Opens the file, making it when absent. A half-written last line is cut off; refuses a corrupt line in the middle. */
  static async open(path: string): Promise<{ journal: Journal } & JournalText> {
    const file = await open(path, 'a+').catch((error: unknown) => {
      throw journalNotWritable(path, error);
    });
    try {
      const text = readJournal(await file.readFile(), path);
      await file.truncate(text.length);
      const journal = new Journal(path, file, text.length);
      if (text.needsNewline) await journal.#write('\n');
      return { journal, ...text };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Appends these together and gives them as written, once they are on the disk; rejects when they are not. */
  append(facts: readonly JournalFact[], at = Date.now()): Promise<readonly JournalEvent[]> {
    const events = facts.map((fact): JournalEvent => ({ v: journalVersion, at, ...fact }));
    const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    const written = this.#tail.then(() => this.#write(lines));
    this.#tail = written.catch(() => {});
    return written.then(() => events);
  }

  /** Finds out whether the file can be written again, and leaves it as it is. */
  tryWriting(): Promise<void> {
    const tried = this.#tail.then(async () => {
      await this.#write(' '.repeat(4096));
      this.#length -= 4096;
      await this.#file.truncate(this.#length);
    });
    this.#tail = tried.catch(() => {});
    return tried;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#tail;
    await this.#file.close();
  }

  async #write(text: string): Promise<void> {
    if (text === '') return;
    const bytes = Buffer.from(text);
    try {
      await this.#file.appendFile(bytes);
      await this.#file.datasync();
      this.#length += bytes.length;
    } catch (error) {
      // What reached the disk of a failed append must not stay in front of the next line.
      await this.#file.truncate(this.#length).catch(() => {});
      throw journalNotWritable(this.path, error);
    }
  }
}
