import type { Log } from '../core/base/log.ts';
import {
  makeIsolationHost,
  type IsolationHost,
  type IsolationSources,
} from '../../webviews/isolation/host.ts';
import { makeMetersHost } from '../../webviews/meters/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { OpenLab } from './openLab.ts';

/** Makes the hosts of the views that read the kernel, and puts them on an object, also before they are open. */
export class KernelViews {
  readonly #equipment: EquipmentHolder;
  readonly #openLab: OpenLab;
  readonly #log: Log;
  #host: IsolationHost | undefined;
  #focus: string | undefined;

  constructor(equipment: EquipmentHolder, openLab: OpenLab, log: Log) {
    this.#equipment = equipment;
    this.#openLab = openLab;
    this.#log = log;
  }

  /** The Isolation view's host; opens engine and probe if need be. */
  async makeIsolation(): Promise<ViewHost> {
    this.#host = makeIsolationHost(await this.#sources());
    if (this.#focus !== undefined) this.#host.focus(this.#focus);
    return this.#host;
  }

  /** The Meters view's host; opens engine and probe if need be. */
  async makeMeters(): Promise<ViewHost> {
    return makeMetersHost(await this.#sources());
  }

  /** Puts Isolation on an object: `container:site`, `pid:4711`. */
  focus(target: string): void {
    this.#focus = target;
    this.#host?.focus(target);
  }

  async #sources(): Promise<IsolationSources> {
    const { engine, probe } = await this.#equipment.get(AbortSignal.timeout(60_000));
    const ownedIds = (): ReadonlySet<string> =>
      new Set((this.#openLab.current?.session.state.owned ?? []).map(({ id }) => id));
    return { engine, probe, ownedIds, log: this.#log };
  }
}
