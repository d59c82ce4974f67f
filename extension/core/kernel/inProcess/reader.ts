import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Bytes } from '../bytes.ts';
import type { KernelReader, Unreadable } from '../reader.ts';
import { Descriptors } from './descriptors.ts';
import { FolderTree } from './folderTree.ts';
import { readOwners } from './owners.ts';
import { unreadable } from './unreadable.ts';

/** Reads the kernel on which this process runs, without waiting: procfs answers from memory. */
export class InProcessReader implements KernelReader {
  readonly method = 'in-process';
  readonly #descriptors = new Descriptors(keptDescriptors());
  readonly #tree = new FolderTree();

  /** Files that are kept open between readings. */
  get openFiles(): number {
    return this.#descriptors.count;
  }

  async texts(
    paths: readonly string[],
    how: 'once' | 'single' | 'often',
    signal: AbortSignal,
  ): Promise<readonly (Bytes | Unreadable)[]> {
    signal.throwIfAborted();
    if (how !== 'often') {
      return paths.map((path) => this.#descriptors.readOnce(path, how));
    }
    const now = Date.now();
    this.#descriptors.closeIdle(now);
    return paths.map((path) => this.#descriptors.readKept(path, now));
  }

  async links(
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (string | Unreadable)[]> {
    signal.throwIfAborted();
    return paths.map((path) => {
      try {
        return readlinkSync(path);
      } catch (error) {
        return unreadable(path, error);
      }
    });
  }

  owners(paths: readonly string[], signal: AbortSignal): Promise<readonly (number | Unreadable)[]> {
    return readOwners(paths, signal);
  }

  async names(
    folders: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]> {
    signal.throwIfAborted();
    return folders.map((folder) => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    });
  }

  async folders(root: string, signal: AbortSignal): Promise<readonly string[]> {
    signal.throwIfAborted();
    return this.#tree.read(root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#descriptors.dispose();
  }
}

/** Half of the files that this process may open (proc_pid_limits(5)): the rest belongs to everybody else in it. */
function keptDescriptors(): number {
  const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
  return Math.min(32_768, Math.floor(Number(soft ?? 1024) / 2));
}
