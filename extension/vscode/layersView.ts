import { Emitter, type Disposable } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { OwnedObject } from '../core/session/state.ts';
import { makeLayersHost, type LayersHost } from '../../webviews/layers/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import { openLayerFile } from './layerFile.ts';
import type { OpenLab } from './openLab.ts';

/** Makes the host of the Layers view, and puts it on an image, also before it is open. */
export class LayersView {
  readonly #equipment: EquipmentHolder;
  readonly #openLab: OpenLab;
  readonly #log: Log;
  #host: LayersHost | undefined;
  #focus: string | undefined;

  constructor(equipment: EquipmentHolder, openLab: OpenLab, log: Log) {
    this.#equipment = equipment;
    this.#openLab = openLab;
    this.#log = log;
    openLab.onDidChange(() => (this.#focus = undefined));
  }

  /** The view's host. What it reads ends with it. */
  async make(): Promise<ViewHost> {
    const [{ ImageReadings }, { heardStore }, { cacheFolder }] = await Promise.all([
      import('../core/layers/imageReadings.ts'),
      import('../core/layers/heardStore.ts'),
      import('../core/base/cacheFolder.ts'),
    ]);
    const changed = new Emitter<unknown>();
    const read = new Emitter<{ readonly image: string; readonly bytes: number }>();
    let known: Engine | undefined;
    let hearing: Disposable | undefined;
    const engine = async (signal: AbortSignal): Promise<Engine> => {
      const opened = (await this.#equipment.get(signal)).engine;
      if (opened !== known) {
        known = opened;
        hearing?.dispose();
        hearing = opened.onDidHappen(({ type }) => type === 'image' && changed.fire(undefined));
      }
      return opened;
    };
    const store = heardStore(
      { save: async (ids, signal) => (await engine(signal)).imageStore.save(ids, signal) },
      (image, bytes) => read.fire({ image, bytes }),
    );
    const newReadings = () => new ImageReadings(store, cacheFolder());
    let readings = newReadings();
    const giveUp = (): void => void readings[Symbol.asyncDispose]();
    let owned = this.#ownedImages();
    const look = (): void => {
      const now = this.#ownedImages();
      if (JSON.stringify(now) === JSON.stringify(owned)) return;
      owned = now;
      changed.fire(undefined);
    };
    const subscriptions = [this.#openLab.onDidChange(look), this.#openLab.onDidChangeState(look)];
    const host = makeLayersHost({
      images: async (signal) => (await engine(signal)).images(signal),
      onDidChangeImages: changed.event,
      owns: ({ id, tags }) => owned.some((image) => image.id === id || tags.includes(image.name)),
      layersOf: (image, signal) => readings.layersOf(image, signal),
      giveUp: () => {
        giveUp();
        readings = newReadings();
      },
      open: (file) => openLayerFile(file, readings),
      onDidRead: read.event,
      log: this.#log,
    });
    this.#host = host;
    if (this.#focus !== undefined) host.focus(this.#focus);
    return {
      ...host,
      dispose: () => {
        for (const subscription of [...subscriptions, hearing]) subscription?.dispose();
        host.dispose();
        changed.dispose();
        read.dispose();
        giveUp();
      },
    };
  }

  /** Puts the view on an image, by a tag or its ID. */
  focus(image: string): void {
    this.#focus = image;
    this.#host?.focus(image);
  }

  #ownedImages(): readonly Pick<OwnedObject, 'id' | 'name'>[] {
    const { owned = [] } = this.#openLab.current?.session.state ?? {};
    return owned.filter(({ kind }) => kind === 'image').map(({ id, name }) => ({ id, name }));
  }
}
