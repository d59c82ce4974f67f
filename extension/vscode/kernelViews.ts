import { Emitter } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import { timeLimit } from '../core/base/timeLimit.ts';
import { makeIsolationHost, type IsolationHost } from '../../webviews/isolation/host.ts';
import { makeMetersHost } from '../../webviews/meters/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { OpenLab } from './openLab.ts';

/** Makes the hosts of the views that read the kernel, and puts them on an object, also before they are open. */
export class KernelViews {
  readonly #equipment: EquipmentHolder;
  readonly #openLab: OpenLab;
  readonly #log: Log;
  readonly #guestsChanged = new Emitter<void>();
  #host: IsolationHost | undefined;
  #focus: string | undefined;

  constructor(equipment: EquipmentHolder, openLab: OpenLab, log: Log) {
    this.#equipment = equipment;
    this.#openLab = openLab;
    this.#log = log;
    let known = '';
    const look = (): void => {
      const { vms = [] } = openLab.current?.session.state ?? {};
      const now = JSON.stringify(vms.map(({ name, status, process }) => [name, status, process]));
      if (now === known) return;
      known = now;
      this.#guestsChanged.fire();
    };
    openLab.onDidChange(look);
    openLab.onDidChangeState(look);
  }

  /** The Isolation view's host; opens engine and probe if need be, and does without them where the open lab does. */
  async makeIsolation(): Promise<ViewHost> {
    const openLab = this.#openLab;
    const { sessionLabel } = await import('../core/session/owned.ts');
    const isEngineUnused = openLab.current?.session.state.engine.status === 'unused';
    const limit = timeLimit(60_000);
    const { engine, probe } = isEngineUnused
      ? await this.#equipment.find(limit)
      : await this.#equipment.get(limit);
    this.#host = makeIsolationHost({
      ...(probe === undefined
        ? {}
        : { host: { probe, ...(engine === undefined ? {} : { engine }) } }),
      guests: {
        all: () => openLab.current?.session.state.vms ?? [],
        probe: (name) => openLab.current?.session.probeOf(name),
        onDidChange: this.#guestsChanged.event,
      },
      owns: ({ id, labels }) =>
        this.#ownedIds().has(id) ||
        labels[sessionLabel] === openLab.current?.session.state.sessionId,
      log: this.#log,
    });
    if (this.#focus !== undefined) this.#host.focus(this.#focus);
    return this.#host;
  }

  /** The Meters view's host; opens engine and probe if need be. */
  async makeMeters(): Promise<ViewHost> {
    const { engine, probe } = await this.#equipment.get(timeLimit(60_000));
    return makeMetersHost({ engine, probe, ownedIds: () => this.#ownedIds(), log: this.#log });
  }

  /** Puts Isolation on an object: `container:site`, `guest:alpha`, `pid:4711`. */
  focus(target: string): void {
    this.#focus = target;
    this.#host?.focus(target);
  }

  #ownedIds(): ReadonlySet<string> {
    return new Set((this.#openLab.current?.session.state.owned ?? []).map(({ id }) => id));
  }
}
