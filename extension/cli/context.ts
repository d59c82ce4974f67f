import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cacheFolder } from '../core/base/cacheFolder.ts';
import { IsolabError } from '../core/base/errors.ts';
import type { Log } from '../core/base/log.ts';
import type { Engine } from '../core/engine/engine.ts';
import { openEngine } from '../core/engine/engine.ts';
import { openInProcessProbe } from '../core/kernel/inProcess/open.ts';
import type { Probe } from '../core/kernel/probe.ts';
import type { VmEquipmentHere } from '../core/machine/equipment.ts';
import { openProbe } from '../core/machine/openProbe.ts';
import { findVmEquipment } from '../core/machine/vmEquipment.ts';
import { defaultSessionsFolder, SessionStore } from '../core/session/store.ts';
import type { Output } from './output.ts';

/** What the options of all commands chose. */
export interface Choices {
  readonly labs?: string;
  readonly data?: string;
  readonly engine?: string;
}

/** What commands work with; engine and probe are opened when somebody needs them, and closed at the end. */
export class Context implements AsyncDisposable {
  readonly output: Output;
  readonly labsFolder: string;
  /** A folder of labs with recipes of images: these labs' own, or those that come with Isolab. */
  readonly recipesFolder: string;
  readonly store: SessionStore;
  readonly log: Log;
  readonly #setting: string | undefined;
  #engine: Promise<Engine> | undefined;
  #probe: Promise<Probe> | undefined;

  constructor(choices: Choices, output: Output, log: Log) {
    this.output = output;
    this.log = log;
    this.labsFolder = resolve(choices.labs ?? join(packageFolder(), 'labs'));
    const ownLabs = join(packageFolder(), 'labs');
    this.recipesFolder = existsSync(join(this.labsFolder, 'images')) ? this.labsFolder : ownLabs;
    this.store = new SessionStore(resolve(choices.data ?? defaultSessionsFolder(process.env)));
    this.#setting = choices.engine;
  }

  engine(signal: AbortSignal): Promise<Engine> {
    const setting = this.#setting === undefined ? {} : { setting: this.#setting };
    this.#engine ??= openEngine({ ...setting, env: process.env, log: this.log }, signal);
    return this.#engine;
  }

  probe(signal: AbortSignal): Promise<Probe> {
    this.#probe ??= this.engine(signal).then((engine) =>
      openProbe(engine, this.recipesFolder, this.log, signal),
    );
    return this.#probe;
  }

  /** The engine where one answers. */
  async engineIfAny(signal: AbortSignal): Promise<Engine | undefined> {
    return this.engine(signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof IsolabError)) throw error;
      return undefined;
    });
  }

  /** The probe of the engine's kernel; without an engine that of this one, where it can be read. */
  async probeIfAny(signal: AbortSignal): Promise<Probe | undefined> {
    if ((await this.engineIfAny(signal)) !== undefined) return this.probe(signal);
    if (process.platform !== 'linux') return undefined;
    this.#probe ??= openInProcessProbe(this.log);
    return this.#probe;
  }

  /** What VMs are made with here, or why they cannot be. */
  async vms(signal: AbortSignal): Promise<VmEquipmentHere> {
    return findVmEquipment({
      recipes: this.recipesFolder,
      cacheFolder: cacheFolder(),
      engine: await this.engineIfAny(signal),
      log: this.log,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that could not be opened has nothing to close.
    const probe = await this.#probe?.catch(() => undefined);
    await probe?.[Symbol.asyncDispose]();
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.[Symbol.asyncDispose]();
  }
}

/** The folder that package.json and labs are in: above the sources, and above the bundle. */
export function packageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) {
    folder = dirname(folder);
  }
  return folder;
}
