import type { Duplex } from 'node:stream';
import type { Event } from '../base/event.ts';
import type { Command, CommandResult } from '../base/run.ts';
import type { MigrationFacts, VmCounters, VmEvent, VmFacts } from './facts.ts';
import type { AcceleratorName, VmSpec } from './spec.ts';

/** How a VM starts this time, where it shall not be as its spec says. */
export interface StartOptions {
  readonly boot?: 'saved' | 'cold';
  readonly accelerator?: AcceleratorName;
}

/**
 * One VM of a session. Every method that needs a running guest rejects with an IsolabError when it is off, and with
 * what QEMU or the guest's agent said when they refused.
 */
export interface Vm {
  readonly spec: VmSpec;
  /** The folder of its disk and sockets, in the place where QEMU runs. */
  readonly folder: string;
  readonly facts: VmFacts;
  readonly onDidChange: Event<VmFacts>;
  readonly onDidHappen: Event<VmEvent>;

  /** Looks anew at what changes without being announced: sizes of disks, what the balloon leaves to the guest. */
  refresh(signal: AbortSignal): Promise<VmFacts>;

  /** Starts QEMU and waits until the guest’s agent answers; fine when it runs already. */
  start(options: StartOptions, signal: AbortSignal): Promise<void>;
  /** Asks the guest to power down, and ends QEMU when it has not within the limit or when `force` is set. */
  stop(options: { readonly force?: boolean }, signal: AbortSignal): Promise<void>;
  pause(signal: AbortSignal): Promise<void>;
  resume(signal: AbortSignal): Promise<void>;
  /** Presses the reset button: the guest boots again, whatever it was doing. */
  reset(signal: AbortSignal): Promise<void>;

  /** Runs one program in the guest, through its agent; kills it there when `signal` aborts or its time is up. */
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
  /** The content and mode of a file of the guest, at most 1 MiB; undefined when there is none. */
  readFile(
    path: string,
    signal: AbortSignal,
  ): Promise<
    | {
        readonly content: Buffer;
        readonly mode: number;
        readonly kind: 'file' | 'folder' | 'other';
      }
    | undefined
  >;
  writeFile(path: string, content: Uint8Array, mode: number, signal: AbortSignal): Promise<void>;
  /** The stream to the guest's probe (labs/images/guest/README.md); one at a time. */
  connectProbe(signal: AbortSignal): Promise<Duplex>;
  /** The stream to the port `isolab.tape`, at which a program in the guest may write; one at a time. */
  connectTape(signal: AbortSignal): Promise<Duplex>;

  /** How many consoles it has: 0 is the serial line with the kernel's messages, the others are virtio consoles. */
  readonly consoles: number;
  connectConsole(index: number, signal: AbortSignal): Promise<Duplex>;
  resizeConsole(index: number, rows: number, columns: number, signal: AbortSignal): Promise<void>;
  /** What the serial line has written since the start, at most the last 1 MiB. */
  consoleLog(): Promise<string>;

  /** Gives the running guest so many CPUs, or takes them: hotplug in the order of core IDs. */
  setCpus(count: number, signal: AbortSignal): Promise<void>;
  /** Gives the running guest so much memory in all: by the balloon below what it has, by hotplug above. */
  setMemory(bytes: number, signal: AbortSignal): Promise<void>;

  saveSnapshot(name: string, signal: AbortSignal): Promise<void>;
  restoreSnapshot(name: string, signal: AbortSignal): Promise<void>;
  deleteSnapshot(name: string, signal: AbortSignal): Promise<void>;

  /** Moves the running guest to a new QEMU process on this machine; the facts tell the progress. */
  migrate(signal: AbortSignal): Promise<MigrationFacts>;

  counters(signal: AbortSignal): Promise<VmCounters>;
  /** One QMP command as it is, for a learner who talks to QEMU. */
  qmp(
    command: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown>;
}

/** The VMs of one session: made, found again after a crash, and removed. */
export interface Fleet extends AsyncDisposable {
  readonly vms: readonly Vm[];
  vm(name: string): Vm | undefined;
  /** Tells whenever something of one of them has changed, or one came or went. */
  readonly onDidChange: Event<void>;
  readonly onDidHappen: Event<VmEvent>;
  /** Makes a VM's folder and disk; does not start it. Rejects when there is one of that name. */
  create(spec: VmSpec, signal: AbortSignal): Promise<Vm>;
  /** Makes a VM whose disk stands on the same backing file as another's; what was written so far is in that file. */
  clone(from: string, to: string, signal: AbortSignal): Promise<Vm>;
  /** Ends QEMU, removes disk, sockets and state; fine when there is none. */
  remove(name: string, signal: AbortSignal): Promise<void>;
  removeAll(signal: AbortSignal): Promise<void>;
  // Disposing lets go of them: they run on, as containers do, and are found again by openFleet.
}
