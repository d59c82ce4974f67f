import type { GuestAgent } from './agent/agent.ts';
import type { QemuPlace, QemuProcess } from './place.ts';
import type { QmpClient } from './qmp/client.ts';
import type { VmSpec } from './spec.ts';

/** QEMU's folder for sockets. */
export type Slot = 0 | 1;

/** A VM whose QEMU runs, as the features of a VM need it: a function that takes this cannot be called when it is off. */
export interface RunningVm {
  readonly spec: VmSpec;
  readonly place: QemuPlace;
  /** The VM's folder as the place knows it: its disks are there. */
  readonly folder: string;
  /** Which of the two folders for sockets it uses: a VM that moves to another process needs both. */
  readonly slot: Slot;
  /** Where its sockets are. */
  readonly sockets: string;
  /** QEMU's command line without the program, as it was started. */
  readonly args: readonly string[];
  readonly process: QemuProcess;
  readonly qmp: QmpClient;
  readonly agent: GuestAgent;
}
