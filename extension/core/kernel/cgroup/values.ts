import type { Limit } from '../model.ts';

/** Parses a file that holds one number, such as memory.current; `undefined` for other text. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return /^\d+$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** Parses a file that holds a limit: `max` on v2, on v1 -1 or the largest page-aligned number, mean none. */
export function parseLimit(text: string): Limit | undefined {
  const trimmed = text.trim();
  if (trimmed === 'max' || trimmed === '-1') return null;
  const value = parseNumber(trimmed);
  return value !== undefined && value >= largestLimit ? null : value;
}

/** Parses lines of `key number`, such as memory.stat (cgroup-v2.rst, "flat keyed"). */
export function parseFlatKeyed(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of text.split('\n')) {
    const space = line.indexOf(' ');
    const value = space > 0 ? parseNumber(line.slice(space + 1)) : undefined;
    if (value !== undefined) values.set(line.slice(0, space), value);
  }
  return values;
}

/** PAGE_COUNTER_MAX in bytes for the largest page size, 64 KiB: from here on it means "no limit". */
const largestLimit = 0x7fff_ffff_ffff_0000;
