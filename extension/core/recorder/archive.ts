import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../base/log.ts';
import { formatRecording, parseRecording, recordingExtension } from './file.ts';
import type { Recording } from './recording.ts';

/** Where the recordings of a session are, in its folder. */
export const recordingsFolder = 'recordings';

/** The last so many are kept. */
const mostRecordings = 50;

/** The ended recordings of a session, each a file that opens by itself anywhere. */
export class Archive {
  readonly #folder: string;
  readonly #log: Log;
  #recordings: readonly Recording[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Reads what a former opening left; a file that cannot be read is left alone. */
  async open(): Promise<void> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const read = await Promise.all(
      names.filter((name) => name.endsWith(recordingExtension)).map((name) => this.#read(name)),
    );
    this.#recordings = read.flat().sort((a, b) => a.startedAt - b.startedAt);
  }

  /** The oldest first. */
  get all(): readonly Recording[] {
    return this.#recordings;
  }

  /** Keeps one more, and lets the oldest go. What cannot be written is kept as long as the session is open. */
  add(recording: Recording): void {
    const all = [...this.#recordings, recording];
    this.#recordings = all.slice(-mostRecordings);
    const dropped = all.slice(0, -mostRecordings);
    this.#writing = this.#writing
      .then(() => this.#write(recording, dropped))
      .catch((error: unknown) => this.#log.warn(`a recording is not kept: ${String(error)}`));
  }

  /** Forgets them all. */
  async clear(): Promise<void> {
    this.#recordings = [];
    await this.#writing;
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Waits until what was added is on the disk. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #read(name: string): Promise<readonly Recording[]> {
    try {
      return [parseRecording(await readFile(join(this.#folder, name), 'utf8'))];
    } catch (error) {
      this.#log.warn(`the recording ${name} cannot be read: ${String(error)}`);
      return [];
    }
  }

  async #write(recording: Recording, dropped: readonly Recording[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#pathOf(recording);
    await writeFile(`${path}.partial`, formatRecording(recording), { mode: 0o600 });
    await rename(`${path}.partial`, path);
    for (const old of dropped) await rm(this.#pathOf(old), { force: true });
  }

  #pathOf(recording: Recording): string {
    return join(this.#folder, `${recording.id}${recordingExtension}`);
  }
}
