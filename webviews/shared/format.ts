/** A number of bytes as people read it: 1,536 → "1.5 KiB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value)} ${units[unit] ?? ''}`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number with at most three digits that matter: 0.257 → "0.26", 12.34 → "12.3", 4026 → "4026". */
export function formatNumber(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toFixed(value >= 10 ? 1 : 2)));
}

/** How long something took, as people say it: 640 → "640 ms", 3912 → "3.9 s". */
export function formatDuration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${formatNumber(milliseconds)} ms`
    : `${formatNumber(milliseconds / 1000)} s`;
}
