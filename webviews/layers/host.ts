import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter, type Event } from '../../extension/core/base/event.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { ImageFacts } from '../../extension/core/engine/facts.ts';
import { isTaggedBy } from '../../extension/core/engine/naming.ts';
import type { ImageLayers } from '../../extension/core/layers/layer.ts';
import type { ViewHost } from '../shared/host.ts';
import { Sampler } from '../shared/sampler.ts';
import { filesOf, pictureOf } from './picture.ts';
import type { LayersRequests, LayersState, ListedImage, WantedFile } from './protocol.ts';

/** What the Layers view needs of the engine and the open lab. */
export interface LayersSources {
  /** The engine’s images; rejects where there is no engine. */
  images(signal: AbortSignal): Promise<readonly ImageFacts[]>;
  /** Tells that an image came, went, or got another name. */
  readonly onDidChangeImages: Event<unknown>;
  /** Whether the open lab made it. */
  owns(image: ImageFacts): boolean;
  layersOf(imageId: string, signal: AbortSignal): Promise<ImageLayers>;
  /** Shows what a file holds. */
  open(file: WantedFile): Promise<void>;
  /** Ends what is being read. What was read before is found again where it is kept. */
  giveUp(): void;
  /** Tells how much of an image’s archive has come. */
  readonly onDidRead: Event<{ readonly image: string; readonly bytes: number }>;
  readonly log: Log;
}

/** The Layers view; `focus` puts it on an image by a tag or its ID. */
export type LayersHost = ViewHost<LayersRequests, LayersState> & { focus(image: string): void };

/** Whatever the engine does not announce; also how soon an engine is found that was away. */
const periodMs = 30_000;
/** How often a page hears how far a reading is. */
const progressMs = 200;

/** Lists the engine’s images while visible, and reads the one that the page asks for. */
export function makeLayersHost(sources: LayersSources): LayersHost {
  const changed = new Emitter<LayersState>();
  let images: readonly ImageFacts[] = [];
  let status: LayersState['status'] = 'looking';
  let trouble: LayersState['trouble'];
  let reading: LayersState['reading'];
  let heardAt = 0;
  let wanted: { readonly reference: string; readonly at: number } | undefined;

  const state = (): LayersState => {
    const focused = images.find((image) => wanted && isTaggedBy(image, wanted.reference));
    return {
      ...{ status, images: images.map(listed).sort(byOwnerAndName) },
      ...(trouble && { trouble }),
      ...(reading && { reading }),
      ...(focused && wanted && { focus: { image: focused.id, at: wanted.at } }),
    };
  };
  const listed = (image: ImageFacts): ListedImage => {
    const { id, tags, sizeBytes, layers } = image;
    return { id, tags, sizeBytes, layers, isOwn: sources.owns(image) };
  };
  const push = (): void => changed.fire(state());

  const sampler = new Sampler(async (signal) => {
    try {
      images = await sources.images(signal);
      status = 'ready';
      trouble = undefined;
    } catch (error) {
      if (signal.aborted) return;
      sources.log.warn(`no images for the Layers view: ${String(error)}`);
      status = 'unavailable';
      const { message, fix } = error instanceof IsolabError ? error : unknown(error);
      trouble = { message, fix };
    }
    if (!signal.aborted) push();
  }, periodMs);

  const subscriptions = [
    sources.onDidChangeImages(() => sampler.soon()),
    sources.onDidRead((progress) => {
      const now = Date.now();
      if (now - heardAt < progressMs) return;
      heardAt = now;
      reading = progress;
      push();
    }),
  ];
  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      image: async (id, signal) => {
        try {
          return pictureOf(await sources.layersOf(id, signal));
        } finally {
          reading = undefined;
        }
      },
      files: async ({ image, layer, look }, signal) =>
        filesOf((await sources.layersOf(image, signal)).layers, layer, look),
      open: (file) => sources.open(file),
      giveUp: () => sources.giveUp(),
      look: () => sampler.soon(),
    },
    focus: (reference) => {
      wanted = { reference, at: Date.now() };
      push();
    },
    setVisible: (isVisible) => (isVisible ? sampler.start() : sampler.stop()),
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
      sampler.dispose();
      changed.dispose();
    },
  };
}

const byOwnerAndName = (a: ListedImage, b: ListedImage): number =>
  Number(b.isOwn) - Number(a.isOwn) ||
  Number(b.tags.length > 0) - Number(a.tags.length > 0) ||
  (a.tags[0] ?? a.id).localeCompare(b.tags[0] ?? b.id);

const unknown = (error: unknown): { message: string; fix: string } => ({
  message: String(error),
  fix: '',
});
