import type { CgroupReading } from '../../extension/core/kernel/model.ts';

/** What is drawn of one cgroup; each array runs along `MetersState.at`, `null` where nothing was read. */
export interface MeterLines {
  readonly memoryBytes: readonly (number | null)[];
  /** Percent of one CPU. */
  readonly cpuPercent: readonly (number | null)[];
  /** Percent of the time in which its tasks had to wait for the next period of their quota. */
  readonly throttledPercent: readonly (number | null)[];
  readonly readPerSecond: readonly (number | null)[];
  readonly writtenPerSecond: readonly (number | null)[];
  readonly pids: readonly (number | null)[];
  /** Percent of the last 10 s in which some task waited: for the CPU, memory or I/O, whichever is most. */
  readonly pressurePercent: readonly (number | null)[];
}

/** One cgroup that is drawn. */
export interface Meter {
  readonly path: string;
  readonly title: string;
  readonly lines: MeterLines;
  /** The last reading; absent when the cgroup is gone. */
  readonly latest?: CgroupReading;
}

export interface MetersState {
  readonly status: 'reading' | 'ready' | 'unavailable';
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** Whose cgroups there are to see: this computer's, and those of guests that run. */
  readonly machines: readonly {
    readonly id: string;
    readonly title: string;
    readonly isGuest: boolean;
  }[];
  /** The one whose cgroups these are. */
  readonly machine: string;
  /** All cgroups, parents before children, with the container's name where one owns it. */
  readonly tree: readonly {
    readonly path: string;
    readonly title: string;
    readonly containerId?: string;
  }[];
  /** When was read, oldest first, milliseconds since the epoch; at most the last 120 s. */
  readonly at: readonly number[];
  /** The chosen cgroups. */
  readonly meters: readonly Meter[];
  /** OOM kills, from engine events and counters, and the beginnings of throttling. */
  readonly marks: readonly {
    readonly at: number;
    readonly path: string;
    readonly kind: 'oom' | 'throttled';
    readonly text: string;
  }[];
  readonly cgroupMode: string;
}

export interface MetersRequests {
  choose(paths: readonly string[]): void;
  /** Shows another machine's, from now on. */
  chooseMachine(id: string): void;
}
