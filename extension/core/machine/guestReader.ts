import { vmPanicked } from '../base/vmErrors.ts';
import type { KernelReader } from '../kernel/reader.ts';
import type { Vm } from '../qemu/vm.ts';

/** Reads a guest's kernel. Whoever asks one that has panicked, or is waiting when it does, is told so at once. */
export class GuestReader implements KernelReader {
  readonly method = 'agent';
  readonly #vm: Vm;
  readonly #reader: KernelReader;

  constructor(vm: Vm, reader: KernelReader) {
    this.#vm = vm;
    this.#reader = reader;
  }

  texts(
    ...[paths, how, signal]: Parameters<KernelReader['texts']>
  ): ReturnType<KernelReader['texts']> {
    return this.#ask((either) => this.#reader.texts(paths, how, either), signal);
  }

  links(paths: readonly string[], signal: AbortSignal): ReturnType<KernelReader['links']> {
    return this.#ask((either) => this.#reader.links(paths, either), signal);
  }

  owners(paths: readonly string[], signal: AbortSignal): ReturnType<KernelReader['owners']> {
    return this.#ask((either) => this.#reader.owners(paths, either), signal);
  }

  names(folders: readonly string[], signal: AbortSignal): ReturnType<KernelReader['names']> {
    return this.#ask((either) => this.#reader.names(folders, either), signal);
  }

  folders(root: string, signal: AbortSignal): ReturnType<KernelReader['folders']> {
    return this.#ask((either) => this.#reader.folders(root, either), signal);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#reader[Symbol.asyncDispose]();
  }

  async #ask<T>(read: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    const { facts, spec } = this.#vm;
    if (facts.status === 'panicked') throw vmPanicked(spec.name);
    const panic = new AbortController();
    const subscription = this.#vm.onDidHappen(({ name }) => {
      if (name === 'GUEST_PANICKED') panic.abort(vmPanicked(spec.name));
    });
    try {
      return await read(AbortSignal.any([signal, panic.signal]));
    } finally {
      subscription.dispose();
    }
  }
}
