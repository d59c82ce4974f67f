import type { VmFacts } from '../../../extension/core/qemu/facts.ts';

/** A disk of a VM: one column of the picture. */
export interface DiskColumn {
  readonly vm: string;
  readonly disk: string;
  readonly virtualBytes: number;
  /** The row in which its first file stands, from 0 at the top. */
  readonly row: number;
}

/** A file of the picture. It is drawn once, as wide as all the disks that stand on it. */
export interface FileBox {
  readonly file: string;
  readonly format: string;
  readonly ownBytes: number;
  readonly row: number;
  /** The first of its columns, from 0, and how many. */
  readonly column: number;
  readonly span: number;
  /** The VMs whose disks stand on it. */
  readonly vms: readonly string[];
}

export interface BackingPicture {
  readonly columns: readonly DiskColumn[];
  readonly files: readonly FileBox[];
  readonly rows: number;
}

/**
 * Lays the disks of all VMs side by side, each on its backing files: what is at the bottom holds up all above it.
 * Disks that share files stand next to each other, so that a shared file is one box.
 */
export function drawBacking(vms: readonly Pick<VmFacts, 'name' | 'disks'>[]): BackingPicture {
  const disks = vms.flatMap((vm) =>
    vm.disks
      .filter(({ chain }) => chain.length > 0)
      .map((disk) => ({ vm: vm.name, disk, fromBottom: disk.chain.toReversed() })),
  );
  const rank = new Map<string, number>();
  for (const { fromBottom } of disks) {
    for (const { file } of fromBottom) if (!rank.has(file)) rank.set(file, rank.size);
  }
  const key = (disk: (typeof disks)[number]): readonly number[] =>
    disk.fromBottom.map(({ file }) => rank.get(file) ?? 0);
  const ordered = disks.toSorted((a, b) => compare(key(a), key(b)));
  const rows = Math.max(0, ...ordered.map(({ fromBottom }) => fromBottom.length));
  const files = new Map<string, FileBox>();
  for (const [column, { vm, fromBottom }] of ordered.entries()) {
    for (const [height, { file, format, ownBytes }] of fromBottom.entries()) {
      const known = files.get(file);
      files.set(file, {
        ...{ file, format, ownBytes, row: rows - 1 - height },
        column: known?.column ?? column,
        span: (known?.span ?? 0) + 1,
        vms: [...new Set([...(known?.vms ?? []), vm])],
      });
    }
  }
  return {
    columns: ordered.map(({ vm, disk, fromBottom }) => ({
      vm,
      disk: disk.name,
      virtualBytes: disk.virtualBytes,
      row: rows - fromBottom.length,
    })),
    files: [...files.values()],
    rows,
  };
}

/** As words are compared: at the first difference, and what ends first comes first. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at === -1) return a.length - b.length;
  return (a[at] ?? 0) - (b[at] ?? -1);
}
