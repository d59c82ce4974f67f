import { pipeline, Transform, type Readable } from 'node:stream';
import { Emitter } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { OwnedObject } from '../core/session/state.ts';
import { makeLayersHost, type LayersHost } from '../../webviews/layers/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
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
  }

  /** The view's host. What it reads ends with it. */
  async make(): Promise<ViewHost> {
    const [{ ImageReadings }, { cacheFolder }] = await Promise.all([
      import('../core/layers/imageReadings.ts'),
      import('../core/base/cacheFolder.ts'),
    ]);
    const changed = new Emitter<unknown>();
    const read = new Emitter<{ readonly image: string; readonly bytes: number }>();
    let known: Engine | undefined;
    const engine = async (signal: AbortSignal): Promise<Engine> => {
      const opened = (await this.#equipment.get(signal)).engine;
      if (opened !== known) {
        known = opened;
        opened.onDidHappen(({ type }) => type === 'image' && changed.fire(undefined));
      }
      return opened;
    };
    const store = {
      save: async (ids: readonly string[], signal: AbortSignal): Promise<Readable> => {
        const saved = await (await engine(signal)).imageStore.save(ids, signal);
        return counted(saved, (bytes) => read.fire({ image: ids.join(), bytes }));
      },
    };
    const readings = new ImageReadings(store, cacheFolder());
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
      onDidRead: read.event,
      log: this.#log,
    });
    this.#host = host;
    if (this.#focus !== undefined) host.focus(this.#focus);
    return {
      ...host,
      dispose: () => {
        for (const subscription of subscriptions) subscription.dispose();
        host.dispose();
        changed.dispose();
        read.dispose();
        void readings[Symbol.asyncDispose]();
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

/** The same stream; `hear` is told how much of it has come. */
function counted(stream: Readable, hear: (bytes: number) => void): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hear((bytes += chunk.length));
      done(null, chunk);
    },
  });
  // Who reads what comes out of it hears why there is no more.
  return pipeline(stream, counter, () => {});
}
