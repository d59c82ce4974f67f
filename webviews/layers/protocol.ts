import type { Change } from '../../extension/core/layers/union.ts';
import type { EmptyInstruction, LayerFile } from '../../extension/core/layers/layer.ts';

/** An image of the engine; its layers, the lowest first, say which others it shares them with. */
export interface ListedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly sizeBytes: number;
  readonly layers: readonly string[];
  /** Whether the open lab made it. */
  readonly isOwn: boolean;
}

/** What the Layers view shows: always a whole. */
export interface LayersState {
  readonly status: 'looking' | 'ready' | 'unavailable';
  /** Why there is no engine, and what to do. */
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** Those that the open lab made first, then by name. */
  readonly images: readonly ListedImage[];
  /** How much of an image’s archive has come. */
  readonly reading?: { readonly image: string; readonly bytes: number };
  /** The image that a step or the learner put the focus on, by its ID. */
  readonly focus?: { readonly image: string; readonly at: number };
}

/** A layer, and what it does to those below it. */
export interface LayerPicture {
  readonly diffId: string;
  /** As it stood in the Dockerfile; empty where the image’s history says nothing. */
  readonly instruction: string;
  readonly createdAt: string;
  readonly sizeBytes: number;
  /** Of its files that a higher layer replaces or removes. */
  readonly wastedBytes: number;
  readonly counts: Readonly<Record<Change['kind'], number>>;
}

/** An image as a stack, the lowest layer first. */
export interface ImagePicture {
  readonly platform: string;
  readonly layers: readonly LayerPicture[];
  readonly empty: readonly EmptyInstruction[];
}

/** What a layer does, what a container of it and all below it sees, or what of the image nobody sees. */
export type FilesLook = 'changes' | 'union' | 'wasted';

/** A file as a list, for there may be some hundred thousand; layers count from 0, and -1 is none. */
export type FileRow = readonly [
  path: string,
  kind: LayerFile['kind'],
  size: number,
  mode: number,
  userId: number,
  groupId: number,
  target: string,
  /** What was done to it: by the layer, or by the one that hides it. */
  change: Change['kind'] | '',
  layer: number,
  hiddenBy: number,
  /** Of what it replaces: size, mode, user, group. */
  before?: readonly [size: number, mode: number, userId: number, groupId: number],
];

/** A file to be opened: what it holds after a layer, or that beside what the layers below had. */
export interface WantedFile {
  readonly image: string;
  readonly layer: number;
  readonly path: string;
  readonly how: 'content' | 'difference';
}

/** What the page may ask for. */
export interface LayersRequests {
  /** Reads the image, which is done once. Rejects with what is wrong with its archive. */
  image(id: string): ImagePicture;
  files(request: {
    readonly image: string;
    readonly layer: number;
    readonly look: FilesLook;
  }): readonly FileRow[];
  /** Shows a file in editors of its own. Its content is read anew, which takes as long as to save the image. */
  open(file: WantedFile): void;
  /** Ends the reading of an image. */
  giveUp(): void;
  /** Looks for the engine and its images again. */
  look(): void;
}
