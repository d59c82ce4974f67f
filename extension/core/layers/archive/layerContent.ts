import type { Header } from 'tar-stream';
import { posix } from 'node:path';
import { t } from '../../base/l10n.ts';
import { archiveHostile } from '../archiveErrors.ts';
import type { LayerContent, LayerFile } from '../layer.ts';

/** Whiteouts are files with these names (OCI Image Specification, "Whiteouts"). */
const whiteout = '.wh.';
const opaqueMark = '.wh..wh..opq';

/** Real images have up to some hundred thousand files; one with more is made to fill the memory. */
const mostFiles = 500_000;

/** How many files an image may still have: its layers share it. */
export interface Budget {
  left: number;
}

export function newBudget(): Budget {
  return { left: mostFiles };
}

/** Gathers what the headers of a layer's archive tell. */
export class LayerReader {
  readonly #files = new Map<string, LayerFile>();
  readonly #removed = new Set<string>();
  readonly #opaque = new Set<string>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Throws for a path that leads out of the image, and for too many files. */
  take(header: Header): void {
    const path = pathInside(header.name);
    if (path === '') return;
    if ((this.#budget.left -= 1) < 0) {
      throw archiveHostile(t('it has more than {0} files.', mostFiles.toLocaleString('en')));
    }
    const { dir, base } = posix.parse(path);
    if (base === opaqueMark) this.#opaque.add(dir);
    else if (base.startsWith(whiteout)) {
      this.#removed.add(posix.join(dir, base.slice(whiteout.length)));
    } else {
      const file = fileOf(header, path);
      if (file !== undefined) this.#files.set(path, file);
    }
  }

  get content(): LayerContent {
    return {
      files: [...this.#files.values()],
      removed: [...this.#removed],
      opaque: [...this.#opaque],
    };
  }
}

function fileOf(header: Header, path: string): LayerFile | undefined {
  const kind = kinds[header.type];
  if (kind === undefined) return undefined;
  const { size, mode, uid: userId, gid: groupId, linkname } = header;
  return {
    ...{ path, kind, mode: mode & 0o7777, userId, groupId },
    size: kind === 'file' ? size : 0,
    ...(kind === 'symlink' ? { target: linkname } : {}),
    // A symlink leads somewhere in the container that is made of the image; a hardlink is followed by who unpacks it.
    ...(kind === 'hardlink' ? { target: pathInside(linkname) } : {}),
  };
}

const kinds: Readonly<Record<string, LayerFile['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  symlink: 'symlink',
  link: 'hardlink',
  'character-device': 'device',
  'block-device': 'device',
  fifo: 'fifo',
};

/** PATH_MAX of Linux (limits.h): nobody could open what has a longer one. */
const longestPath = 4096;

/** The path from the root of the image; throws for one that leads out of it. */
export function pathInside(name: string): string {
  if (name.length > longestPath) {
    throw archiveHostile(t('a path has {0} characters.', name.length));
  }
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw archiveHostile(t('a path leads out of the image: {0}', name));
  return parts.join('/');
}
