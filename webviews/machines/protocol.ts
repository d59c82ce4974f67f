import type { VmCounters, VmEvent, VmFacts } from '../../extension/core/qemu/facts.ts';

/** What the Machines view shows: always a whole. */
export interface MachinesState {
  readonly status: 'reading' | 'ready' | 'unavailable';
  /** For `unavailable`: what happened and what to do. */
  readonly trouble?: { readonly message: string; readonly fix: string };
  /** The VMs of the open lab, in the order in which the lab names them, then by age. */
  readonly vms: readonly VmFacts[];
  /** The last 120 readings of each VM's counters, by its name; at most one a second. */
  readonly counters: Readonly<Record<string, readonly VmCounters[]>>;
  /** The last 200 announcements, newest first. */
  readonly events: readonly VmEvent[];
  /** What goes on for a VM now, by its name: "Saving clean…". */
  readonly busy: Readonly<Record<string, string>>;
  /** The last thing that was asked for and did not work. */
  readonly refused?: {
    readonly vm: string;
    readonly message: string;
    readonly fix: string;
    readonly at: number;
  };
  /** The VM that a check or the learner put the focus on. */
  readonly focus?: { readonly vm: string; readonly at: number };
}

/** What the learner may ask of a VM here; each is also `isolab vm …` in the lab terminal. */
export interface MachinesRequests {
  start(vm: string): void;
  stop(vm: string): void;
  pause(vm: string): void;
  resume(vm: string): void;
  openConsole(vm: string): void;
  saveSnapshot(vm: string, name: string): void;
  restoreSnapshot(vm: string, name: string): void;
  deleteSnapshot(vm: string, name: string): void;
  clone(vm: string, name: string): void;
  migrate(vm: string): void;
  setCpus(vm: string, count: number): void;
  setMemory(vm: string, bytes: number): void;
}
