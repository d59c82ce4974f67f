import type { CgroupReading } from '../../extension/core/kernel/model.ts';

export interface MetersState {
  readonly status: 'reading' | 'ready' | 'unavailable';
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** All cgroups, with the container's name where one owns it. */
  readonly tree: readonly {
    readonly path: string;
    readonly title: string;
    readonly containerId?: string;
  }[];
  /** Which cgroups are drawn. */
  readonly chosen: readonly string[];
  /** Samples of the chosen cgroups, oldest first, at most 120 s; `at` in milliseconds since the epoch. */
  readonly samples: readonly { readonly at: number; readonly readings: readonly CgroupReading[] }[];
  /** OOM kills and the like, from engine events. */
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
}
