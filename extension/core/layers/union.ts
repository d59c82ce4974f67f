import type { Layer, LayerFile } from './layer.ts';

/** What a layer does to the files below it. `before` is the file that it hides. */
export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before?: LayerFile;
  readonly after?: LayerFile;
}

/** A file of the union, and the layer that it comes from, counted from the lowest. */
export interface UnionFile {
  readonly file: LayerFile;
  readonly layer: number;
}

/** The files that a container of the lowest so many layers sees, by path (OCI Image Specification, "Applying"). */
export function unionOf(layers: readonly Layer[]): ReadonlyMap<string, UnionFile> {
  const stack = new Stack();
  for (const layer of layers) stack.add(layer);
  return stack.files;
}

/** What each layer adds, changes and removes, the lowest layer first; each list by path. */
export function changesOf(layers: readonly Layer[]): readonly (readonly Change[])[] {
  const changes = known.get(layers) ?? compare(layers);
  known.set(layers, changes);
  return changes;
}

/** A check asks every two seconds, and a large image has some hundred thousand files. */
const known = new WeakMap<readonly Layer[], readonly (readonly Change[])[]>();

function compare(layers: readonly Layer[]): readonly (readonly Change[])[] {
  const stack = new Stack();
  return layers.map((layer) => {
    const hidden = stack.add(layer);
    const changes = layer.files.flatMap((after): readonly Change[] => {
      const before = hidden.get(after.path);
      if (before === undefined) return [{ path: after.path, kind: 'added', after }];
      hidden.delete(after.path);
      // A layer names the folders on the way to what it has.
      if (after.kind === 'folder' && isAlike(before, after)) return [];
      return [{ path: after.path, kind: 'changed', before, after }];
    });
    const removed = [...hidden].map(([path, before]): Change => ({
      path,
      kind: 'removed',
      before,
    }));
    return [...changes, ...removed].sort((a, b) => (a.path < b.path ? -1 : 1));
  });
}

/** Bytes of files that a higher layer hides: they are carried, and nobody sees them. */
export function wastedBytes(layers: readonly Layer[]): number {
  return changesOf(layers)
    .flat()
    .reduce((sum, { before }) => sum + (before?.size ?? 0), 0);
}

/** The files of some layers, one above the other. */
class Stack {
  readonly files = new Map<string, UnionFile>();
  readonly #children = new Map<string, Set<string>>();
  #height = 0;

  /** Puts a layer on top; gives what it hides. */
  add(layer: Layer): Map<string, LayerFile> {
    const hidden = new Map<string, LayerFile>();
    for (const folder of layer.opaque) this.#hideBelow(folder, hidden);
    for (const path of layer.removed) {
      this.#hide(path, hidden);
      this.#hideBelow(path, hidden);
    }
    for (const file of layer.files) {
      this.#hide(file.path, hidden);
      // A folder leaves what was in it; what takes the place of a folder does not.
      if (file.kind !== 'folder') this.#hideBelow(file.path, hidden);
      this.#put(file);
    }
    this.#height += 1;
    return hidden;
  }

  #put(file: LayerFile): void {
    this.files.set(file.path, { file, layer: this.#height });
    for (let path = file.path; path !== ''; path = folderOf(path)) {
      const siblings = this.#children.get(folderOf(path));
      if (siblings?.has(path) === true) return;
      if (siblings === undefined) this.#children.set(folderOf(path), new Set([path]));
      else siblings.add(path);
    }
  }

  #hide(path: string, hidden: Map<string, LayerFile>): void {
    const found = this.files.get(path);
    if (found === undefined || found.layer === this.#height) return;
    hidden.set(path, found.file);
    this.files.delete(path);
  }

  #hideBelow(folder: string, hidden: Map<string, LayerFile>): void {
    for (const path of this.#children.get(folder) ?? []) {
      this.#hide(path, hidden);
      this.#hideBelow(path, hidden);
    }
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function isAlike(a: LayerFile, b: LayerFile): boolean {
  return a.mode === b.mode && a.userId === b.userId && a.groupId === b.groupId;
}
