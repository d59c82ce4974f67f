import type { Log } from '../core/base/log.ts';
import { makeIsolationHost, type IsolationHost } from '../../webviews/isolation/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { OpenLab } from './openLab.ts';

/** Makes the Isolation view's host, and keeps the object on which it was put last for a view that opens later. */
export class Isolation {
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

  /** Opens engine and probe if need be. */
  async make(): Promise<IsolationHost> {
    const { engine, probe } = await this.#equipment.get(AbortSignal.timeout(60_000));
    const owned = (): readonly string[] =>
      (this.#openLab.current?.session.state.owned ?? []).map(({ id }) => id);
    this.#host = makeIsolationHost({
      engine,
      probe,
      ownedIds: () => new Set(owned()),
      log: this.#log,
    });
    if (this.#focus !== undefined) this.#host.focus(this.#focus);
    return this.#host;
  }

  /** Puts the view on an object: `container:site`, `pid:4711`. */
  focus(target: string): void {
    this.#focus = target;
    this.#host?.focus(target);
  }
}
