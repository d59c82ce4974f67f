/** The names of the interfaces of a namespace, from /proc/PID/net/dev. */
export function parseInterfaceNames(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^\s*([^\s|]+):\s*\d/.exec(line)?.[1] ?? []);
}
