import { IsolabError } from '../core/base/errors.ts';
import { Emitter, type Event } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Probe } from '../core/kernel/probe.ts';
import type { VmEquipmentHere } from '../core/machine/equipment.ts';
import { readSettings } from './settings.ts';

/** What labs run on. */
export interface Equipment {
  readonly engine: Engine;
  readonly probe: Probe;
}

/** What there is of it. Without an engine the probe reads this very kernel, where that can be read. */
export type Found = Partial<Equipment>;

/** Whether there is an engine, as far as anybody has looked. */
export type EquipmentStatus =
  | { readonly status: 'unknown' | 'up' }
  | { readonly status: 'missing'; readonly message: string; readonly fix: string };

/** Opens the engine and the probe when somebody needs them first, and holds them for this window. */
export class EquipmentHolder implements AsyncDisposable {
  readonly #recipes: () => string;
  readonly #log: Log;
  readonly #changed = new Emitter<EquipmentStatus>();
  #status: EquipmentStatus = { status: 'unknown' };
  #opened: Equipment | undefined;
  #ownProbe: Probe | undefined;
  #opening: Promise<Equipment> | undefined;

  /** A folder of labs with recipes: of the helper that reads a kernel elsewhere, and of guests. */
  constructor(recipes: () => string, log: Log) {
    this.#recipes = recipes;
    this.#log = log;
  }

  readonly onDidChangeStatus: Event<EquipmentStatus> = this.#changed.event;

  get status(): EquipmentStatus {
    return this.#status;
  }

  /** What is open now, without opening anything. */
  get opened(): Equipment | undefined {
    return this.#opened;
  }

  /** Gives the engine and the probe, opening them if need be; whoever asks meanwhile waits for the same. */
  async get(signal: AbortSignal): Promise<Equipment> {
    if (this.#opened !== undefined) return this.#opened;
    this.#opening ??= this.#open(signal).finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  /** Gives what there is of them, for who can do without. */
  async find(signal: AbortSignal): Promise<Found> {
    try {
      return await this.get(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof IsolabError)) throw error;
    }
    if (process.platform !== 'linux') return {};
    const { openInProcessProbe } = await import('../core/kernel/inProcess/open.ts');
    return { probe: (this.#ownProbe ??= await openInProcessProbe(this.#log)) };
  }

  /** What VMs are made with on this computer, or why they cannot be; images of the engine only with an engine. */
  async vms(engine?: Engine): Promise<VmEquipmentHere> {
    const [{ findVmEquipment }, { cacheFolder }] = await Promise.all([
      import('../core/machine/vmEquipment.ts'),
      import('../core/base/cacheFolder.ts'),
    ]);
    const log = this.#log;
    return findVmEquipment({ recipes: this.#recipes(), cacheFolder: cacheFolder(), engine, log });
  }

  /** Lets go of the engine and the probe; the next who asks opens them anew. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await opened?.probe[Symbol.asyncDispose]();
    await opened?.engine[Symbol.asyncDispose]();
    await this.#ownProbe?.[Symbol.asyncDispose]();
    this.#ownProbe = undefined;
    this.#setStatus({ status: 'unknown' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#changed.dispose();
    await this.close();
  }

  async #open(signal: AbortSignal): Promise<Equipment> {
    // Loaded here and not at activation: the engine's client is most of the bundle.
    const [{ openEngine }, { openProbe }] = await Promise.all([
      import('../core/engine/engine.ts'),
      import('../core/machine/openProbe.ts'),
    ]);
    try {
      const { engine: setting } = readSettings();
      const log = this.#log;
      const options = { env: process.env, log, ...(setting === undefined ? {} : { setting }) };
      const engine = await openEngine(options, signal);
      try {
        const probe = await openProbe(engine, this.#recipes(), log, signal);
        this.#opened = { engine, probe };
      } catch (error) {
        await engine[Symbol.asyncDispose]();
        throw error;
      }
      log.info(`Engine at ${engine.endpoint.address}, probe ${this.#opened.probe.method}.`);
      engine.onDidChangeStatus((status) =>
        this.#setStatus(status.status === 'up' ? status : { ...status, status: 'missing' }),
      );
      this.#setStatus({ status: 'up' });
      return this.#opened;
    } catch (error) {
      if (error instanceof IsolabError) {
        this.#setStatus({ status: 'missing', message: error.message, fix: error.fix });
      }
      throw error;
    }
  }

  #setStatus(status: EquipmentStatus): void {
    this.#status = status;
    this.#changed.fire(status);
  }
}
