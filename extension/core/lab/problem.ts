/** Something wrong in a file of a lab, and where: a person can go there and put it right. */
export interface Problem {
  /** Relative to the lab's folder, or to `labs/` for the catalogue. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** A full sentence. */
  readonly message: string;
  /** What may stand there instead. */
  readonly allowed?: readonly string[];
}

/** The problem as one line: "lab.yaml:3:5 `titel` is not known here. (allowed: title, …)". */
export function formatProblem({ file, line, column, message, allowed }: Problem): string {
  const list = allowed === undefined ? '' : ` (allowed: ${allowed.join(', ')})`;
  return `${file}:${line}:${column} ${message}${list}`;
}

/** Where in the tree of a YAML file a problem is: the keys and indices from its root. */
export type Path = readonly PropertyKey[];

/** A problem whose place is known by its path in the tree. */
export interface TreeProblem {
  readonly path: Path;
  /** The key itself is wrong, not its value. */
  readonly isKey?: boolean;
  readonly message: string;
  readonly allowed?: readonly string[];
}
