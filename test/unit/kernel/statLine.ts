/** A line of /proc/PID/stat as the kernel writes it. */
export function statLine(process: {
  readonly pid: number;
  readonly name: string;
  readonly parentPid: number;
  readonly startTicks: number;
  readonly stackStart?: number;
  readonly state?: string;
}): string {
  const { pid, name, parentPid, startTicks, stackStart = 140735946079024, state = 'S' } = process;
  const start = `${pid} (${name}) ${state} ${parentPid} 1 1 0 -1 4194560 0 0 0 0 5 3 0 0 20 0 3 0`;
  return `${start} ${startTicks} 5435392 1013 18446744073709551615 1 1 ${stackStart} 0 0 0 0\n`;
}
