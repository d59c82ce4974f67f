import { Emitter, type Event } from '../core/base/event.ts';
import { t } from '../core/base/l10n.ts';
import type { Log } from '../core/base/log.ts';
import type { Catalog } from '../core/lab/catalog.ts';
import type { Lab, LoadedLab } from '../core/lab/lab.ts';
import { formatProblem } from '../core/lab/problem.ts';
import type { StoredSession } from '../core/session/store.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Folders } from './folders.ts';
import { labEntry, type Here, type LabEntry } from './labEntry.ts';
import type { OpenLab } from './openLab.ts';

/** A lab that cannot be opened, and why. */
export type BrokenLab = Pick<LoadedLab, 'id' | 'folder' | 'problems'>;

export interface TrackEntry {
  readonly id: string;
  readonly title: string;
  readonly labs: readonly LabEntry[];
  readonly broken: readonly BrokenLab[];
}

/** All labs with the learner's progress in each, as of the last reading. */
export class Labs {
  readonly #equipment: EquipmentHolder;
  readonly #openLab: OpenLab;
  readonly #folders: Folders;
  readonly #log: Log;
  readonly #changed = new Emitter<void>();
  #catalog: Catalog | undefined;
  #stored: readonly StoredSession[] = [];
  #hasCompose = false;
  #hasVms = false;
  #reading: Promise<void> | undefined;

  constructor(equipment: EquipmentHolder, openLab: OpenLab, folders: Folders, log: Log) {
    this.#equipment = equipment;
    this.#openLab = openLab;
    this.#folders = folders;
    this.#log = log;
    equipment.onDidChangeStatus(() => this.#changed.fire());
    openLab.onDidChange(() => void this.refresh());
    openLab.onDidChangeState(() => this.#changed.fire());
  }

  readonly onDidChange: Event<void> = this.#changed.event;

  /** The tracks, read from disk the first time that somebody asks. */
  async tracks(): Promise<readonly TrackEntry[]> {
    if (this.#catalog === undefined) await this.refresh();
    const here = {
      engine: this.#equipment.status,
      hasCompose: this.#hasCompose,
      hasVms: this.#hasVms,
    };
    return (this.#catalog?.tracks ?? []).map(({ id, title, labs }) => ({
      id,
      title,
      labs: labs.flatMap(({ lab }) => (lab === undefined ? [] : [this.#entry(lab, here)])),
      broken: labs.filter(({ lab }) => lab === undefined),
    }));
  }

  /** The lab with this ID, or with the first one where none is given; `undefined` when there is none. */
  async find(id?: string): Promise<LabEntry | undefined> {
    const entries = (await this.tracks()).flatMap(({ labs }) => labs);
    return entries.find(({ lab }) => id === undefined || lab.id === id);
  }

  /** The lab that follows in the catalogue. */
  async next(id: string): Promise<Lab | undefined> {
    const entries = (await this.tracks()).flatMap(({ labs }) => labs);
    const index = entries.findIndex(({ lab }) => lab.id === id);
    return index === -1 ? undefined : entries[index + 1]?.lab;
  }

  /** What a lab that is not open owns, as far as its journal knows. */
  owned(id: string): readonly { readonly name: string }[] {
    return this.#stored.find(({ labId }) => labId === id)?.progress.owned ?? [];
  }

  /** Reads labs and progress anew. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    await this.#reading;
    this.#changed.fire();
  }

  async #read(): Promise<void> {
    const [{ composeVersion }, { loadCatalog }, { SessionStore }] = await Promise.all([
      import('../core/base/composeVersion.ts'),
      import('../core/lab/catalog.ts'),
      import('../core/session/store.ts'),
    ]);
    const [catalog, compose, vms, stored] = await Promise.all([
      loadCatalog(this.#folders.labs()),
      composeVersion(new AbortController().signal),
      this.#equipment.vms(),
      this.#folders.sessions().then((folder) => new SessionStore(folder).list()),
    ]);
    this.#catalog = catalog;
    this.#hasCompose = compose !== undefined;
    this.#hasVms = !('why' in vms);
    this.#stored = stored;
    for (const problem of catalog.problems) {
      this.#log.warn(t('{0}: {1}', catalog.folder, formatProblem(problem)));
    }
  }

  #entry(lab: Lab, here: Here): LabEntry {
    const { current } = this.#openLab;
    const state = current?.lab.id === lab.id ? current.session.state : undefined;
    const stored = this.#stored.find(({ labId }) => labId === lab.id);
    return labEntry(lab, state, stored, here);
  }
}
