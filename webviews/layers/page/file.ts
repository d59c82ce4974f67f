import type { FileRow, FilesLook, WantedFile } from '../protocol.ts';

/** A file, with names for what the host sends as a list. */
export interface LayerEntry {
  /** Its place in the list, which no other has: of what is hidden, one path may be there twice. */
  readonly id: number;
  readonly path: string;
  readonly kind: FileRow[1];
  readonly size: number;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly target: string;
  readonly change: FileRow[7];
  /** From 1, as people count. */
  readonly layer: number;
  /** From 1; 0 is none. */
  readonly hiddenBy: number;
  readonly before?: { size: number; mode: number; userId: number; groupId: number };
}

/** Gives names to what a list says. */
export function entryOf(row: FileRow, id: number): LayerEntry {
  const [path, kind, size, mode, userId, groupId, target, change, layer, hiddenBy, was] = row;
  const entry = { id, path, kind, size, mode, userId, groupId, target, change };
  const placed = { ...entry, layer: layer + 1, hiddenBy: hiddenBy + 1 };
  if (was === undefined) return placed;
  const [oldSize, oldMode, oldUser, oldGroup] = was;
  const before = { size: oldSize, mode: oldMode, userId: oldUser, groupId: oldGroup };
  return { ...placed, before };
}

/** How a file can be opened, the most telling way first: what was done to it, or what it holds. */
export function waysToOpen(
  { kind, change }: Pick<LayerEntry, 'kind' | 'change'>,
  look: FilesLook,
): readonly WantedFile['how'][] {
  if (kind !== 'file' && kind !== 'hardlink') return [];
  return change === 'changed' && look !== 'union' ? ['difference', 'content'] : ['content'];
}

/** A mode as `ls -l` writes it: "-rwsr-xr-x". */
export function modeOf({ kind, mode }: Pick<LayerEntry, 'kind' | 'mode'>): string {
  const three = (shift: number, special: number, letter: string): string => {
    const bits = mode >> shift;
    const runs = (bits & 1) === 1;
    const last = (mode & special) === 0 ? (runs ? 'x' : '-') : runs ? letter : letter.toUpperCase();
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`;
  };
  return letters[kind] + three(6, 0o4000, 's') + three(3, 0o2000, 's') + three(0, 0o1000, 't');
}

// A hardlink is one more name of a file. Whether a device is one of characters or of blocks is not kept.
const letters = { file: '-', folder: 'd', symlink: 'l', hardlink: '-', device: '?', fifo: 'p' };
