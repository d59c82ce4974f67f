import type { CgroupReading } from '../model.ts';
import { filesIn, type Meter } from './meter.ts';
import { parseFlatKeyed, parseLimit, parseNumber } from './values.ts';

type Pids = Extract<CgroupReading['pids'], { seen: true }>['value'];

/** Numbers of tasks, the same files on v1 and v2 (cgroup-v1/pids.rst); the root cgroup has none. */
export function pids(hierarchy: '' | 'pids'): Meter<Pids> {
  return {
    files: filesIn(hierarchy, 'pids.current', 'pids.max', 'pids.events'),
    parse([currentText = '', maxText = '', events = '']) {
      const current = parseNumber(currentText);
      const max = parseLimit(maxText);
      const maxEvents = parseFlatKeyed(events).get('max');
      if (current === undefined || max === undefined || maxEvents === undefined) return undefined;
      return { current, max, maxEvents };
    },
  };
}
