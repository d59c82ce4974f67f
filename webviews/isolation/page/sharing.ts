import { namespaceTypes, type NamespaceType } from '../../../extension/core/kernel/model.ts';
import type { IsolationColumn } from '../protocol.ts';

/** How one column stands to the others in one namespace type. */
export type Sharing =
  | { readonly kind: 'hidden'; readonly reason: string }
  /** The host's or the guest's own, or shared with it. */
  | { readonly kind: 'first'; readonly inode: number }
  | { readonly kind: 'private'; readonly inode: number }
  /** Shared with other columns and not with the host or the guest: a group with a letter of its own. */
  | {
      readonly kind: 'group';
      readonly inode: number;
      readonly letter: string;
      /** 0 to 5: which colour; groups of a row count on from one another. */
      readonly colour: number;
      readonly others: readonly string[];
    };

/**
 * For each namespace type the columns' standing, in the columns' order. Equal inodes of one kernel are the same
 * namespace; those of two kernels are two, however equal (all kernels give their first namespaces the same numbers).
 */
export function findSharing(
  columns: readonly IsolationColumn[],
): Readonly<Record<NamespaceType, readonly Sharing[]>> {
  const rows = namespaceTypes.map((type) => [type, sharingOf(columns, type)] as const);
  return Object.fromEntries(rows) as Record<NamespaceType, readonly Sharing[]>; // One entry per type.
}

/** How many colours the groups of a row go through. */
const colours = 6;

function sharingOf(columns: readonly IsolationColumn[], type: NamespaceType): readonly Sharing[] {
  const members = new Map<string, IsolationColumn[]>();
  for (const column of columns) {
    if (!column.namespaces.seen) continue;
    const key = keyOf(column, column.namespaces.value[type]);
    const alike = members.get(key);
    if (alike === undefined) members.set(key, [column]);
    else alike.push(column);
  }
  const isFirsts = (key: string): boolean =>
    members.get(key)?.some(({ kind }) => kind === 'host' || kind === 'guest') ?? false;
  const groups = [...members.keys()].filter(
    (key) => !isFirsts(key) && (members.get(key)?.length ?? 0) > 1,
  );
  return columns.map((column): Sharing => {
    if (!column.namespaces.seen) return { kind: 'hidden', reason: column.namespaces.reason };
    const inode = column.namespaces.value[type];
    const key = keyOf(column, inode);
    if (isFirsts(key)) return { kind: 'first', inode };
    const group = groups.indexOf(key);
    if (group < 0) return { kind: 'private', inode };
    const others = members.get(key)?.filter(({ id }) => id !== column.id) ?? [];
    return {
      kind: 'group',
      inode,
      letter: letterOf(group),
      colour: group % colours,
      others: others.map(({ title }) => title),
    };
  });
}

const keyOf = ({ kernel }: IsolationColumn, inode: number): string => `${kernel} ${inode}`;

/** A, B … Z, AA, AB … */
function letterOf(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}
