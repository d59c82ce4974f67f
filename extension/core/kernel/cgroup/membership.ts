import { decodeBytes, type Bytes } from '../bytes.ts';

/** Parses /proc/PID/cgroup (cgroups(7)): path by controller, '' for v2, `name=systemd` and the like for named ones. */
export function parseCgroupMembership(text: Bytes): Readonly<Record<string, string>> {
  const paths: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(\/.*)$/s.exec(line);
    if (!match) continue;
    const [, controllers = '', bytes = ''] = match;
    const path = decodeBytes(bytes.replace(/ \(deleted\)$/, ''));
    for (const controller of controllers.split(',')) paths[controller] = path;
  }
  return paths;
}
