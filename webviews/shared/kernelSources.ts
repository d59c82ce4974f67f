import type { Event } from '../../extension/core/base/event.ts';
import type { ContainerFacts, EngineEvent } from '../../extension/core/engine/facts.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';

type ReadingProbe = Omit<Probe, typeof Symbol.asyncDispose>;

/** Whose kernels a view can read. */
export interface KernelSources {
  /** Who reads this machine's kernel; absent where nobody can: then only guests are shown. */
  readonly host?: {
    /** Absent where there is none and none is needed. */
    readonly engine?: {
      containers(signal: AbortSignal): Promise<readonly ContainerFacts[]>;
      readonly onDidHappen: Event<EngineEvent>;
    };
    readonly probe: ReadingProbe;
  };
  readonly guests: GuestSources;
}

/** The VMs of the open lab, and who reads their kernels. */
export interface GuestSources {
  all(): readonly VmFacts[];
  /** Reads the kernel of a guest; undefined when there is no such guest. */
  probe(name: string): ReadingProbe | undefined;
  readonly onDidChange: Event<unknown>;
}
