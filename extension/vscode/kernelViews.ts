import { Emitter } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import { timeLimit } from '../core/base/timeLimit.ts';
import { makeIsolationHost, type IsolationHost } from '../../webviews/isolation/host.ts';
import { makeMetersHost, type MetersHost } from '../../webviews/meters/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { KernelSources } from '../../webviews/shared/kernelSources.ts';
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
  #meters: MetersHost | undefined;
  #metersFocus: string | undefined;

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
    this.#host = makeIsolationHost({
      ...(await this.#kernels()),
      owns: ({ id, labels }) =>
        this.#ownedIds().has(id) ||
        labels[sessionLabel] === openLab.current?.session.state.sessionId,
      log: this.#log,
    });
    if (this.#focus !== undefined) this.#host.focus(this.#focus);
    return this.#host;
  }

  /** The Meters view's host; opens engine and probe likewise. */
  async makeMeters(): Promise<ViewHost> {
    this.#meters = makeMetersHost({
      ...(await this.#kernels()),
      home: () => {
        const { kind, id } = this.#openLab.current?.session.machine ?? { kind: 'host', id: '' };
        return kind === 'guest' ? `guest:${id}` : 'host';
      },
      ownedIds: () => this.#ownedIds(),
      log: this.#log,
    });
    if (this.#metersFocus !== undefined) this.#meters.focus(this.#metersFocus);
    return this.#meters;
  }

  /** Puts Isolation on an object: `container:site`, `guest:alpha`, `pid:4711`. */
  focus(target: string): void {
    this.#focus = target;
    this.#host?.focus(target);
  }

  /** Puts the Meters on a cgroup: `container:site`, `guest:lab/cgroup:/meadow`. */
  focusMeters(target: string): void {
    this.#metersFocus = target;
    this.#meters?.focus(target);
  }

  /** Who reads this machine, where anybody can and the open lab needs it, and the guests. */
  async #kernels(): Promise<KernelSources> {
    const openLab = this.#openLab;
    const isEngineUnused = openLab.current?.session.state.engine.status === 'unused';
    const limit = timeLimit(60_000);
    const { engine, probe } = isEngineUnused
      ? await this.#equipment.find(limit)
      : await this.#equipment.get(limit);
    return {
      ...(probe === undefined
        ? {}
        : { host: { probe, ...(engine === undefined ? {} : { engine }) } }),
      guests: {
        all: () => openLab.current?.session.state.vms ?? [],
        probe: (name) => openLab.current?.session.probeOf(name),
        onDidChange: this.#guestsChanged.event,
      },
    };
  }

  #ownedIds(): ReadonlySet<string> {
    return new Set((this.#openLab.current?.session.state.owned ?? []).map(({ id }) => id));
  }
}
