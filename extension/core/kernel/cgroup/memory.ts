import type { CgroupReading } from '../model.ts';
import { filesIn, type Meter } from './meter.ts';
import { parseFlatKeyed, parseLimit, parseNumber } from './values.ts';

type Memory = Extract<CgroupReading['memory'], { seen: true }>['value'];

/** Memory on cgroup v2 (cgroup-v2.rst, "Memory Interface Files"). */
export const memoryV2: Meter<Memory> = {
  files: filesIn('', 'memory.current', 'memory.stat', 'memory.max', 'memory.high', 'memory.events'),
  parse([current = '', statText = '', max = '', high = '', events = '']) {
    const stat = parseFlatKeyed(statText);
    return complete({
      currentBytes: parseNumber(current),
      anonBytes: stat.get('anon'),
      fileBytes: stat.get('file'),
      inactiveFileBytes: stat.get('inactive_file'),
      maxBytes: parseLimit(max),
      highBytes: parseLimit(high),
      oomKills: parseFlatKeyed(events).get('oom_kill'),
    });
  },
};

/** Memory on cgroup v1 (cgroup-v1/memory.rst); its soft limit is another thing than memory.high and is not shown as one. */
export const memoryV1: Meter<Memory> = {
  files: filesIn(
    'memory',
    'memory.usage_in_bytes',
    'memory.stat',
    'memory.limit_in_bytes',
    'memory.oom_control',
  ),
  parse([usage = '', statText = '', limit = '', oomControl = '']) {
    const stat = parseFlatKeyed(statText);
    return complete({
      currentBytes: parseNumber(usage),
      anonBytes: stat.get('total_rss'),
      fileBytes: stat.get('total_cache'),
      inactiveFileBytes: stat.get('total_inactive_file'),
      maxBytes: parseLimit(limit),
      highBytes: null,
      oomKills: parseFlatKeyed(oomControl).get('oom_kill'),
    });
  },
};

type Parts = {
  readonly [Key in Exclude<keyof Memory, 'workingSetBytes'>]: Memory[Key] | undefined;
};

function complete(
  parts: Parts & { readonly inactiveFileBytes: number | undefined },
): Memory | undefined {
  const { currentBytes, anonBytes, fileBytes, inactiveFileBytes, maxBytes, highBytes, oomKills } =
    parts;
  if (currentBytes === undefined || anonBytes === undefined || fileBytes === undefined)
    return undefined;
  if (inactiveFileBytes === undefined || oomKills === undefined) return undefined;
  if (maxBytes === undefined || highBytes === undefined) return undefined;
  const workingSetBytes = Math.max(0, currentBytes - inactiveFileBytes);
  return { currentBytes, workingSetBytes, anonBytes, fileBytes, maxBytes, highBytes, oomKills };
}
