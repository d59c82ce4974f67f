/** A cgroup file: its name, and the hierarchy whose folder it is in ('' is v2). */
export interface CgroupFile {
  readonly hierarchy: string;
  readonly name: string;
}

/** How one group of numbers is read from one version of cgroups. */
export interface Meter<T> {
  /** The files needed; the first one is named as the source of the numbers. */
  readonly files: readonly CgroupFile[];
  /** Gives the numbers from the texts of the files in the same order; `undefined` when they do not say. */
  parse(texts: readonly (string | undefined)[]): T | undefined;
}

/** Files of one hierarchy. */
export function filesIn(hierarchy: string, ...names: readonly string[]): readonly CgroupFile[] {
  return names.map((name) => ({ hierarchy, name }));
}
