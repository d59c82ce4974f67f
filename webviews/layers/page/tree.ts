import type { LayerEntry } from './file.ts';

/** A folder or file of the tree; folders that only lead to what is listed have no entry. */
export interface Node {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  entry?: LayerEntry;
  readonly children: Node[];
  /** Of all files in it, or its own. */
  bytes: number;
  /** How many entries are in it. */
  count: number;
}

/** The entries as a tree: folders first, then by name. */
export function treeOf(entries: readonly LayerEntry[]): Node {
  const root = newNode('', '', -1);
  const nodes = new Map([['', root]]);
  const nodeAt = (path: string): Node => {
    const known = nodes.get(path);
    if (known !== undefined) return known;
    const cut = path.lastIndexOf('/');
    const parent = nodeAt(path.slice(0, Math.max(cut, 0)));
    const node = newNode(path, path.slice(cut + 1), parent.depth + 1);
    parent.children.push(node);
    nodes.set(path, node);
    return node;
  };
  for (const entry of entries) nodeAt(entry.path).entry = entry;
  finish(root);
  return root;
}

/** The nodes that are seen where these folders are open. */
export function openNodes(root: Node, isOpen: (path: string) => boolean): readonly Node[] {
  const seen: Node[] = [];
  const walk = (node: Node): void => {
    for (const child of node.children) {
      seen.push(child);
      if (child.children.length > 0 && isOpen(child.path)) walk(child);
    }
  };
  walk(root);
  return seen;
}

/** Folders that are open at first: all where there is little, else those that only lead to one other. */
export function openAtFirst(root: Node): ReadonlySet<string> {
  const open = new Set<string>();
  const walk = (node: Node, isWhole: boolean): void => {
    for (const child of node.children) {
      if (child.children.length === 0 || (!isWhole && node.children.length > 1)) continue;
      open.add(child.path);
      walk(child, isWhole);
    }
  };
  walk(root, root.count <= fewEntries);
  return open;
}

const fewEntries = 40;

function newNode(path: string, name: string, depth: number): Node {
  return { path, name, depth, children: [], bytes: 0, count: 0 };
}

function finish(node: Node): void {
  node.bytes = node.entry?.size ?? 0;
  for (const child of node.children) {
    finish(child);
    node.bytes += child.bytes;
    node.count += child.count + (child.entry === undefined ? 0 : 1);
  }
  node.children.sort(
    (a, b) => Number(isFolder(b)) - Number(isFolder(a)) || (a.name < b.name ? -1 : 1),
  );
}

const isFolder = ({ entry, children }: Node): boolean =>
  children.length > 0 || entry?.kind === 'folder';
