import type { VmSnapshot } from '../../../extension/core/qemu/facts.ts';

/** A VM snapshot with those that were made after going on from it. */
export interface SnapshotNode {
  readonly snapshot: VmSnapshot;
  readonly children: readonly SnapshotNode[];
}

/** The snapshots as a tree, oldest first; one whose parent was deleted stands at the top. */
export function snapshotTree(snapshots: readonly VmSnapshot[]): readonly SnapshotNode[] {
  const names = new Set(snapshots.map(({ name }) => name));
  const nodesOf = (those: readonly VmSnapshot[]): readonly SnapshotNode[] =>
    those.map((snapshot) => ({
      snapshot,
      children: nodesOf(snapshots.filter(({ parent }) => parent === snapshot.name)),
    }));
  return nodesOf(snapshots.filter(({ parent }) => parent === undefined || !names.has(parent)));
}
