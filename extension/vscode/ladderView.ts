import { Emitter } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import type { LadderProgress } from '../core/ladder/measure.ts';
import type { Ladder } from '../core/ladder/rung.ts';
import { makeLadderHost } from '../../webviews/ladder/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Folders } from './folders.ts';
import type { OpenLab } from './openLab.ts';

/** Makes the host of the Ladder view: what the open lab has measured, or this window without a lab. */
export class LadderView {
  readonly #openLab: OpenLab;
  readonly #equipment: EquipmentHolder;
  readonly #folders: Folders;
  readonly #log: Log;
  readonly #measured = new Emitter<Ladder>();
  #withoutLab: Ladder | undefined;
  #known: Ladder | undefined;

  constructor(openLab: OpenLab, equipment: EquipmentHolder, folders: Folders, log: Log) {
    this.#openLab = openLab;
    this.#equipment = equipment;
    this.#folders = folders;
    this.#log = log;
    // `isolab ladder` in the lab terminal measures too, and the session keeps it.
    openLab.onDidChangeState(() => {
      const ladder = openLab.current?.session.ladder;
      if (ladder === undefined || ladder === this.#known) return;
      this.#known = ladder;
      this.#measured.fire(ladder);
    });
  }

  make(): ViewHost {
    return makeLadderHost({
      last: () => this.#openLab.current?.session.ladder ?? this.#withoutLab,
      onDidMeasure: this.#measured.event,
      measure: (progress, signal) => this.#measure(progress, signal),
      log: this.#log,
    });
  }

  async #measure(progress: LadderProgress, signal: AbortSignal): Promise<Ladder> {
    const [{ measureLadder }, { cacheFolder }] = await Promise.all([
      import('../core/ladder/measure.ts'),
      import('../core/base/cacheFolder.ts'),
    ]);
    const { engine, probe } = await this.#equipment.find(signal);
    const means = {
      ...{ engine, probe, vms: await this.#equipment.vms(engine) },
      recipes: this.#folders.recipes(),
      cacheFolder: cacheFolder(),
    };
    const ladder = await measureLadder(means, progress, signal);
    this.#withoutLab = ladder;
    await this.#openLab.current?.session.keepLadder(ladder);
    return ladder;
  }
}
