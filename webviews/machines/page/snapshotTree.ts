import type { VmSnapshot } from '../../../extension/core/qemu/facts.ts';

/** A VM snapshot with those that were made after going on from it. */
export interface SnapshotNode {
  readonly snapshot: VmSnapshot;
  readonly children: readonly SnapshotNode[];
}

/** The snapshots as a tree, oldest first; one whose parent was deleted stands at the top. */
export function snapshotTree(snapshots: readonly VmSnapshot[]): readonly SnapshotNode[] {
  const names = new Set(snapshots.map(({ name }) => name));
  const placed = new Set<string>();
  const under = (parent: string | undefined): readonly SnapshotNode[] =>
    snapshots
      .filter((snapshot) => {
        const isRoot = snapshot.parent === undefined || !names.has(snapshot.parent);
        return parent === undefined ? isRoot : snapshot.parent === parent;
      })
      .filter(({ name }) => !placed.has(name) && placed.add(name))
      .map((snapshot) => ({ snapshot, children: under(snapshot.name) }));
  return under(undefined);
}
