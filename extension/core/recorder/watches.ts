import type { Log } from '../base/log.ts';
import type { Probe } from '../kernel/probe.ts';
import { KernelWatch, type OpenTape } from './kernelWatch.ts';

/** Who reads a kernel, and how its tape is opened. */
export interface KernelSource {
  readonly probe?: Probe | undefined;
  readonly openTape?: OpenTape | undefined;
}

/** What watches need to be told. */
export interface WatchesParts {
  readonly host: KernelSource;
  /** A guest that runs; undefined when there is none of this name. */
  guest(name: string): KernelSource | undefined;
  /** Containers of which the insides matter. */
  matters(container: string): boolean;
  /** Is told that something was written on a tape. */
  written(): void;
  readonly log: Log;
}

/** The kernels of a session: that of the engine from its beginning on, that of a guest once somebody is there. */
export class Watches implements AsyncDisposable {
  readonly host: KernelWatch;
  readonly #parts: WatchesParts;
  readonly #guests = new Map<string, { watch: KernelWatch; opened: Promise<void> }>();

  constructor(parts: WatchesParts) {
    this.#parts = parts;
    this.host = this.#make(parts.host, parts.matters);
  }

  /** Watches a guest from now on; one that has booted anew, anew. Never rejects. */
  async openGuest(name: string): Promise<void> {
    const known = this.#guests.get(name);
    await known?.opened;
    if (known?.watch.canTell === true || this.#guests.get(name) !== known) return;
    const source = this.#parts.guest(name);
    if (source === undefined) return;
    // In a guest everything is the lab's.
    const watch = this.#make(source, () => true);
    const opened = watch.open(source.openTape);
    this.#guests.set(name, { watch, opened });
    await known?.watch[Symbol.asyncDispose]();
    await opened;
  }

  /** A guest's kernel as far as it is watched; one that is not yet begins to be. */
  guest(name: string): KernelWatch {
    const known = this.#guests.get(name)?.watch;
    if (known?.canTell !== true) void this.openGuest(name);
    return this.#guests.get(name)?.watch ?? known ?? this.#make({}, () => false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [this.host, ...[...this.#guests.values()].map(({ watch }) => watch)];
    await Promise.all(all.map((watch) => watch[Symbol.asyncDispose]()));
  }

  #make({ probe }: KernelSource, matters: (container: string) => boolean): KernelWatch {
    const watch = new KernelWatch(probe, matters, this.#parts.log);
    watch.onDidWrite(() => this.#parts.written());
    return watch;
  }
}
