/** The inode in the target of a link in /proc/PID/ns, such as `net:[4026531840]` (namespaces(7)). */
export function parseNamespaceLink(target: string): number | undefined {
  const inode = /^[a-z_]+:\[(\d+)\]$/.exec(target)?.[1];
  return inode === undefined ? undefined : Number(inode);
}
