import type { VmCounters, VmEvent, VmFacts } from '../../extension/core/qemu/facts.ts';

/** What the Machines view shows: always a whole. */
export interface MachinesState {
  /** Whether a lab is open in which VMs can be made. */
  readonly canHaveVms: boolean;
  /** The VMs of the open lab, in the order in which the lab names them, then by age. */
  readonly vms: readonly VmFacts[];
  /** The last 120 readings of each VM's counters, by its name; at most one a second. */
  readonly counters: Readonly<Record<string, readonly VmCounters[]>>;
  /** The last 200 announcements, newest first. */
  readonly events: readonly VmEvent[];
  /** What goes on for a VM now, by its name: "Starting alpha". It can be cancelled. */
  readonly busy: Readonly<Record<string, string>>;
  /** What was done with a VM last, and the command to QEMU that did it, as sentences. */
  readonly said: Readonly<Record<string, readonly string[]>>;
  /** The VM that a check or the learner put the focus on. */
  readonly focus?: { readonly vm: string; readonly at: number };
}

/**
 * What the learner may ask of a VM here; each is also `isolab vm …` in the lab terminal. What was begun goes on when
 * the page is closed, and rejects with what QEMU or the guest said when they refused.
 */
export interface MachinesRequests {
  start(vm: string): void;
  stop(vm: string): void;
  pause(vm: string): void;
  resume(vm: string): void;
  /** Boots the guest anew, whatever it does. */
  reset(vm: string): void;
  migrate(vm: string): void;
  saveSnapshot(argument: { readonly vm: string; readonly name: string }): void;
  restoreSnapshot(argument: { readonly vm: string; readonly name: string }): void;
  deleteSnapshot(argument: { readonly vm: string; readonly name: string }): void;
  clone(argument: { readonly vm: string; readonly name: string }): void;
  setCpus(argument: { readonly vm: string; readonly count: number }): void;
  setMemory(argument: { readonly vm: string; readonly bytes: number }): void;
  /** Gives up what goes on for this VM. */
  cancel(vm: string): void;
  openConsole(vm: string): void;
  /** Opens the Isolation view at this object: `pid:4711`, `guest:alpha`. */
  focus(target: string): void;
}
