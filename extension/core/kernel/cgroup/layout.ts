import type { CgroupMode, Mount } from '../model.ts';

/** Where each cgroup hierarchy is mounted, by v1 controller name; '' is v2 (cgroups(7)). */
export interface CgroupLayout {
  readonly mode: CgroupMode;
  /** The hierarchy that holds containers: '' where memory is a v2 controller, else v1 memory. */
  readonly main: '' | 'memory';
  readonly hierarchies: Readonly<Record<string, CgroupMount>>;
}

/** A mounted hierarchy; `root` is the cgroup that shows at `target`, not '/' in some containers. */
export interface CgroupMount {
  readonly target: string;
  readonly root: string;
}

/** Finds the hierarchies among the mounts of a process; `undefined` when none is mounted. */
export function findCgroupLayout(mounts: readonly Mount[]): CgroupLayout | undefined {
  const hierarchies: Record<string, CgroupMount> = {};
  for (const { type, target, root, superOptions } of mounts) {
    const names =
      type === 'cgroup2' ? [''] : type === 'cgroup' ? superOptions.filter(isHierarchyName) : [];
    for (const name of names) {
      // A hierarchy may be mounted twice; the mount that shows all of it wins.
      if (hierarchies[name]?.root !== '/') hierarchies[name] = { target, root };
    }
  }
  const names = Object.keys(hierarchies);
  if (names.length === 0) return undefined;
  const mode = !('' in hierarchies) ? 'v1' : names.length === 1 ? 'v2' : 'hybrid';
  return { mode, main: 'memory' in hierarchies ? 'memory' : '', hierarchies };
}

/** The folder of a cgroup in a hierarchy; `undefined` when that is not mounted or does not show this cgroup. */
export function cgroupFolder(
  layout: CgroupLayout,
  hierarchy: string,
  path: string,
): string | undefined {
  const mount = layout.hierarchies[hierarchy];
  if (!mount) return undefined;
  const prefix = mount.root === '/' ? '' : mount.root;
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  return mount.target + path.slice(prefix.length).replace(/\/$/, '');
}

/** The cgroup whose folder this is: the inverse of `cgroupFolder`. */
export function cgroupPath(mount: CgroupMount, folder: string): string {
  const prefix = mount.root === '/' ? '' : mount.root;
  return prefix + folder.slice(mount.target.length) || '/';
}

const notControllers = new Set([
  'rw',
  'ro',
  'xattr',
  'clone_children',
  'noprefix',
  'cpuset_v2_mode',
]);

function isHierarchyName(option: string): boolean {
  return option.startsWith('name=') || (!option.includes('=') && !notControllers.has(option));
}
