import type { IdMapLine } from './model.ts';

/** Parses /proc/PID/uid_map or gid_map (user_namespaces(7)); other lines are left out. */
export function parseIdMap(text: string): readonly IdMapLine[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
    return match
      ? [{ inside: Number(match[1]), outside: Number(match[2]), count: Number(match[3]) }]
      : [];
  });
}
