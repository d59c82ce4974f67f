import type { KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { GuestSources } from '../shared/kernelSources.ts';
import { Sampler } from '../shared/sampler.ts';

/** Who hears what was read of a guest, or why nothing could be. */
export interface GuestListener {
  saw(guest: string, snapshot: KernelSnapshot): void;
  failed(guest: string, error: unknown): void;
}

/** Reads each guest that runs in a rhythm of its own, so that one that is slow holds up no other and not the host. */
export class GuestReadings {
  readonly #sources: GuestSources;
  readonly #listener: GuestListener;
  readonly #periodMs: number;
  readonly #samplers = new Map<string, Sampler>();

  constructor(sources: GuestSources, listener: GuestListener, periodMs: number) {
    this.#sources = sources;
    this.#listener = listener;
    this.#periodMs = periodMs;
  }

  /** Begins to read those that run now, and ends with the others. */
  start(): void {
    const running = this.#sources.all().filter(({ status }) => status === 'running');
    const names = new Set(running.map(({ name }) => name));
    for (const [name, sampler] of this.#samplers) {
      if (names.has(name)) continue;
      sampler.dispose();
      this.#samplers.delete(name);
    }
    for (const name of names) {
      if (this.#samplers.has(name)) continue;
      const sampler = new Sampler((signal) => this.#read(name, signal), this.#periodMs);
      this.#samplers.set(name, sampler);
      sampler.start();
    }
  }

  stop(): void {
    for (const sampler of this.#samplers.values()) sampler.dispose();
    this.#samplers.clear();
  }

  async #read(name: string, signal: AbortSignal): Promise<void> {
    try {
      const snapshot = await this.#sources.probe(name)?.snapshot(signal);
      if (snapshot !== undefined && !signal.aborted) this.#listener.saw(name, snapshot);
    } catch (error) {
      if (!signal.aborted) this.#listener.failed(name, error);
    }
  }
}
