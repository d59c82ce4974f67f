import { readdirSync, statSync } from 'node:fs';

interface Folder {
  readonly inode: number;
  /** Of a folder in cgroupfs: 2 and one for each folder in it (kernfs_refresh_inode, fs/kernfs/inode.c). */
  readonly links: number;
  readonly children: readonly string[];
}

/**
 * All folders below a root of cgroupfs. Lists a folder again only when its number of links changed or a child
 * went away: listing costs ten times as much as looking.
 */
export class FolderTree {
  readonly #folders = new Map<string, Folder>();

  /** The root and all folders below it, parents first; empty when there is no such folder. */
  read(root: string): readonly string[] {
    const found: string[] = [];
    this.#visit(root, found);
    return found;
  }

  /** Adds the folder and those below it; false when it is not there. */
  #visit(path: string, found: string[]): boolean {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) {
      this.#forget(path);
      return false;
    }
    const start = found.push(path);
    const known = this.#folders.get(path);
    const isSame = known?.inode === stat.ino && known.links === stat.nlink;
    if (isSame && this.#visitAll(known.children, found)) return true;
    // Where one child took the place of another the number of links is as before.
    found.length = start;
    const children = stat.nlink === 2 ? [] : childFolders(path);
    this.#folders.set(path, { inode: stat.ino, links: stat.nlink, children });
    this.#visitAll(children, found);
    return true;
  }

  #visitAll(paths: readonly string[], found: string[]): boolean {
    let areAllThere = true;
    for (const path of paths) areAllThere = this.#visit(path, found) && areAllThere;
    return areAllThere;
  }

  #forget(path: string): void {
    for (const child of this.#folders.get(path)?.children ?? []) this.#forget(child);
    this.#folders.delete(path);
  }
}

function childFolders(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${path}/${entry.name}`);
  } catch {
    return []; // gone between the two calls
  }
}
