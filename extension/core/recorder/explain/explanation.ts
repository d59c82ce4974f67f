/** An entry in words. */
export interface Explanation {
  /** What it is, in one sentence; what did not work, in a second. */
  readonly sentence: string;
  /** The manual page or reference: "unshare(2)", and its address. */
  readonly manual?: { readonly name: string; readonly url: string };
}

/** A page of the Linux manual: unshare(2), cgroups(7). */
export function manualPage(name: string): NonNullable<Explanation['manual']> {
  const [, page = name, section = '2'] = /^(.+)\((\d)\)$/.exec(name) ?? [];
  return { name, url: `https://man7.org/linux/man-pages/man${section}/${page}.${section}.html` };
}
