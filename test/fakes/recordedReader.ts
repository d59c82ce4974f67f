import type { Bytes } from '../../extension/core/kernel/bytes.ts';
import type { KernelReader, Unreadable } from '../../extension/core/kernel/reader.ts';

/** Everything that a reader gave: what the kernel said, word for word. */
export interface Recording {
  readonly texts: Record<string, Bytes | Unreadable>;
  readonly links: Record<string, string | Unreadable>;
  readonly owners: Record<string, number | Unreadable>;
  readonly names: Record<string, readonly string[]>;
  readonly folders: Record<string, readonly string[]>;
}

const gone: Unreadable = { isGone: true, reason: 'It is not in the recording.' };

/** A machine as it was when it was recorded. */
export class RecordedReader implements KernelReader {
  readonly method = 'in-process';
  readonly #recording: Recording;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  async texts(paths: readonly string[]) {
    return paths.map((path) => this.#recording.texts[path] ?? gone);
  }

  async links(paths: readonly string[]) {
    return paths.map((path) => this.#recording.links[path] ?? gone);
  }

  async owners(paths: readonly string[]) {
    return paths.map((path) => this.#recording.owners[path] ?? gone);
  }

  async names(folders: readonly string[]) {
    return folders.map((folder) => this.#recording.names[folder] ?? []);
  }

  async folders(root: string) {
    return this.#recording.folders[root] ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
