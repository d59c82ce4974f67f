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

/** Passes questions to another reader and writes down the answers; `isKept` says which processes and cgroups are seen. */
export class RecordingReader implements KernelReader {
  readonly recording: Recording = { texts: {}, links: {}, owners: {}, names: {}, folders: {} };
  readonly #inner: KernelReader;
  readonly #isKept: (path: string) => boolean;

  constructor(inner: KernelReader, isKept: (path: string) => boolean) {
    this.#inner = inner;
    this.#isKept = isKept;
  }

  get method(): KernelReader['method'] {
    return this.#inner.method;
  }

  async texts(paths: readonly string[], how: 'once' | 'often', signal: AbortSignal) {
    const texts = await this.#inner.texts(paths, how, signal);
    for (const [index, text] of texts.entries()) this.recording.texts[paths[index] ?? ''] = text;
    return texts;
  }

  async links(paths: readonly string[], signal: AbortSignal) {
    const links = await this.#inner.links(paths, signal);
    for (const [index, link] of links.entries()) this.recording.links[paths[index] ?? ''] = link;
    return links;
  }

  async owners(paths: readonly string[], signal: AbortSignal) {
    const owners = await this.#inner.owners(paths, signal);
    for (const [index, owner] of owners.entries()) {
      this.recording.owners[paths[index] ?? ''] = owner;
    }
    return owners;
  }

  async names(folders: readonly string[], signal: AbortSignal) {
    const all = await this.#inner.names(folders, signal);
    return all.map((names, index) => {
      const folder = folders[index] ?? '';
      const kept = names.filter((name) => this.#isKept(`${folder}/${name}`));
      return (this.recording.names[folder] = kept);
    });
  }

  async folders(root: string, signal: AbortSignal) {
    const folders = (await this.#inner.folders(root, signal)).filter(this.#isKept);
    return (this.recording.folders[root] = folders);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
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
