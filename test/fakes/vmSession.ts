import { Emitter } from '../../extension/core/base/event.ts';
import type { Report } from '../../extension/core/machine/equipment.ts';
import type { VmCounters, VmFacts } from '../../extension/core/qemu/facts.ts';
import type { VmAnswer, VmRequest } from '../../extension/core/session/vmRequest.ts';
import type { MachinesSession } from '../../webviews/machines/host.ts';

/** A session whose VMs have the facts they are given and that remembers what was asked; it can keep one waiting. */
export class FakeVmSession implements MachinesSession {
  readonly asked: VmRequest[] = [];
  counted = 0;
  failure: Error | undefined;
  report: Report = () => undefined;
  state: { readonly vms: readonly VmFacts[] };
  #held: (() => void)[] | undefined;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(...vms: readonly VmFacts[]) {
    this.state = { vms };
  }

  become(...vms: readonly VmFacts[]): void {
    this.state = { vms };
    this.#changed.fire();
  }

  /** From now on whatever is asked waits for `settle` or its signal. */
  hold(): void {
    this.#held = [];
  }

  settle(): void {
    for (const go of this.#held ?? []) go();
    this.#held = undefined;
  }

  async vm(request: VmRequest, report: Report, signal: AbortSignal): Promise<VmAnswer> {
    this.asked.push(request);
    this.report = report;
    const held = this.#held;
    if (held !== undefined) {
      await new Promise<void>((resolve, reject) => {
        held.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    }
    if (this.failure !== undefined) throw this.failure;
    return { said: [`${request.name} did ${request.do}.`] };
  }

  counters(): Promise<VmCounters> {
    this.counted += 1;
    return this.failure === undefined
      ? Promise.resolve({ at: Date.now(), source: 'info jit', values: { blocks: this.counted } })
      : Promise.reject(this.failure);
  }
}
