/** A file of a layer, as the archive has it. */
export interface LayerFile {
  /** From the root of the image, without a slash before it: "usr/bin/env". */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'symlink' | 'hardlink' | 'device' | 'fifo';
  /** In bytes; 0 for what has no content of its own. */
  readonly size: number;
  /** Permissions with set-uid, set-gid and sticky bit (chmod(2)). */
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  /** Of a symlink as it was written, of a hardlink from the root of the image. */
  readonly target?: string;
}

/** What one layer holds (OCI Image Specification, "Image Layer Filesystem Changeset"). */
export interface LayerContent {
  readonly files: readonly LayerFile[];
  /** Whiteouts: paths of the layers below that are not there any more. */
  readonly removed: readonly string[];
  /** Opaque folders: whatever the layers below have in them is hidden. */
  readonly opaque: readonly string[];
}

/** One layer of an image, the instruction that made it, and what it holds. */
export interface Layer extends LayerContent {
  /** Of its archive before compression: equal digests are one layer, whichever images have it. */
  readonly diffId: string;
  /** As the image's history has it; empty where it has none. */
  readonly instruction: string;
  /** As the image's history has it; empty where it has none. */
  readonly createdAt: string;
  /** Of all its files. */
  readonly sizeBytes: number;
}

/** A line of an image's history that made no layer: ENV, CMD … `before` counts the layers below it. */
export interface EmptyInstruction {
  readonly before: number;
  readonly instruction: string;
}

/** An image as a stack, the lowest layer first. */
export interface ImageLayers {
  /** "linux/amd64" */
  readonly platform: string;
  readonly layers: readonly Layer[];
  readonly empty: readonly EmptyInstruction[];
}
