import { Emitter } from '../../extension/core/base/event.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import type { ContainerFacts, EngineEvent } from '../../extension/core/engine/facts.ts';
import type { CgroupReading, KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';
import {
  cgroupReading,
  containerFacts,
  kernelProcess,
  kernelSnapshot,
  processDetails,
} from './facts.ts';

/** An engine, a probe and guests that answer with what stands here now, and count how often they were asked. */
export class KernelSources {
  containers: readonly ContainerFacts[] = [containerFacts()];
  snapshot: KernelSnapshot = kernelSnapshot(kernelProcess());
  readings: readonly CgroupReading[] = [cgroupReading()];
  failure: Error | undefined;
  owned: ReadonlySet<string> = new Set(['c0ffee']);
  snapshots = 0;
  cgroupReadings = 0;
  readonly log = silentLog;
  readonly #happened = new Emitter<EngineEvent>();

  readonly engine = {
    containers: () => this.#answer(this.containers),
    onDidHappen: this.#happened.event,
  };

  readonly probe = {
    method: 'in-process' as const,
    snapshot: () => {
      this.snapshots += 1;
      return this.#answer(this.snapshot);
    },
    cgroups: (paths: readonly string[]) => {
      this.cgroupReadings += 1;
      return this.#answer(this.readings.filter(({ path }) => paths.includes(path)));
    },
    process: (pid: number) => this.#answer(pid === 100 ? processDetails({ pid }) : undefined),
    network: () => this.#answer(undefined),
  };

  readonly host = { engine: this.engine, probe: this.probe };

  /** What is read of each guest; an error is thrown. */
  inGuests: Readonly<Record<string, KernelSnapshot | Error>> = {};
  vms: readonly VmFacts[] = [];
  guestSnapshots = 0;
  readonly #guestsChanged = new Emitter<void>();
  readonly guests = {
    all: () => this.vms,
    onDidChange: this.#guestsChanged.event,
    probe: (name: string) => ({
      ...this.probe,
      method: 'agent' as const,
      snapshot: () => {
        this.guestSnapshots += 1;
        const read = this.inGuests[name] ?? new Error(`no guest ${name}`);
        return read instanceof Error ? Promise.reject(read) : Promise.resolve(read);
      },
    }),
  };

  /** The guests have changed. */
  guestsBecome(...vms: readonly VmFacts[]): void {
    this.vms = vms;
    this.#guestsChanged.fire();
  }

  owns({ id }: ContainerFacts): boolean {
    return this.owned.has(id);
  }

  home(): string {
    return 'host';
  }

  ownedIds(): ReadonlySet<string> {
    return this.owned;
  }

  happen(event: Partial<EngineEvent>): void {
    const nothing = {
      type: 'container',
      action: 'start',
      id: '',
      name: '',
      attributes: {},
    } as const;
    this.#happened.fire({ ...nothing, at: Date.now(), ...event });
  }

  #answer<T>(value: T): Promise<T> {
    return this.failure === undefined ? Promise.resolve(value) : Promise.reject(this.failure);
  }
}
