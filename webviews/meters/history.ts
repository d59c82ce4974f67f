import type { CgroupReading, Seen } from '../../extension/core/kernel/model.ts';
import type { MeterLines } from './protocol.ts';

/** One instant: what was read of each cgroup, by path. */
interface Sample {
  readonly at: number;
  readonly points: ReadonlyMap<string, Point>;
}

/** One value for each line; `null` where it was not visible or there is nothing to compare with. */
type Point = { readonly [Name in keyof MeterLines]: number | null };

const keptForMs = 120_000;
/** Readings older than this are thinned to one a second: the page gets all of them with each push. */
const denseForMs = 20_000;

/** The readings of the last two minutes, with rates worked out from counters. */
export class History {
  #samples: Sample[] = [];
  readonly #last = new Map<string, { at: number; reading: CgroupReading }>();

  /** Takes what was read at one instant; a cgroup that is missing is gone. */
  add(at: number, readings: readonly CgroupReading[]): void {
    const points = new Map<string, Point>();
    for (const reading of readings) {
      points.set(reading.path, pointOf(reading, at, this.#last.get(reading.path)));
      this.#last.set(reading.path, { at, reading });
    }
    const gone = [...this.#last.keys()].filter((path) => !points.has(path));
    for (const path of gone) this.#last.delete(path);
    this.#samples.push({ at, points });
    this.#samples = this.#samples.filter(
      (sample, index, all) =>
        at - sample.at <= keptForMs &&
        (at - sample.at <= denseForMs || isFirstOfSecond(sample, all[index - 1])),
    );
  }

  /** The last reading of a cgroup; `undefined` when it is gone or was never read. */
  latest(path: string): CgroupReading | undefined {
    return this.#last.get(path)?.reading;
  }

  at(): readonly number[] {
    return this.#samples.map(({ at }) => at);
  }

  lines(path: string): MeterLines {
    const line = (name: keyof MeterLines): readonly (number | null)[] =>
      this.#samples.map(({ points }) => points.get(path)?.[name] ?? null);
    return {
      memoryBytes: line('memoryBytes'),
      cpuPercent: line('cpuPercent'),
      throttledPercent: line('throttledPercent'),
      readPerSecond: line('readPerSecond'),
      writtenPerSecond: line('writtenPerSecond'),
      pids: line('pids'),
      pressurePercent: line('pressurePercent'),
    };
  }
}

const isFirstOfSecond = (sample: Sample, before: Sample | undefined): boolean =>
  before === undefined || Math.floor(before.at / 1000) !== Math.floor(sample.at / 1000);

function pointOf(
  reading: CgroupReading,
  at: number,
  before: { at: number; reading: CgroupReading } | undefined,
): Point {
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const rate = <T>(pick: (reading: CgroupReading) => Seen<T>, count: (value: T) => number) => {
    const now = pick(reading);
    const then = before === undefined ? undefined : pick(before.reading);
    if (!now.seen || then?.seen !== true || seconds <= 0) return null;
    return Math.max(count(now.value) - count(then.value), 0) / seconds;
  };
  const percent = (microsPerSecond: number | null): number | null =>
    microsPerSecond === null ? null : microsPerSecond / 10_000;
  const { memory, pids, pressure } = reading;
  return {
    memoryBytes: memory.seen ? memory.value.currentBytes : null,
    cpuPercent: percent(
      rate(
        ({ cpu }) => cpu,
        ({ usageMicros }) => usageMicros,
      ),
    ),
    throttledPercent: percent(
      rate(
        ({ cpu }) => cpu,
        ({ throttledMicros }) => throttledMicros,
      ),
    ),
    readPerSecond: rate(
      ({ io }) => io,
      ({ readBytes }) => readBytes,
    ),
    writtenPerSecond: rate(
      ({ io }) => io,
      ({ writtenBytes }) => writtenBytes,
    ),
    pids: pids.seen ? pids.value.current : null,
    pressurePercent: pressure.seen
      ? Math.max(pressure.value.cpu, pressure.value.memory, pressure.value.io)
      : null,
  };
}
