import { Emitter } from '../../extension/core/base/event.ts';
import type { VmCounters, VmEvent, VmFacts } from '../../extension/core/qemu/facts.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';

/** VMs that have the facts they are given and remember what was asked of them; an answer waits for `settle`. */
export class FakeFleet {
  readonly asked: string[] = [];
  counted = 0;
  failure: Error | undefined;
  #facts: readonly VmFacts[];
  #held: (() => void)[] | undefined;
  readonly #changed = new Emitter<void>();
  readonly #happened = new Emitter<VmEvent>();
  readonly onDidChange = this.#changed.event;
  readonly onDidHappen = this.#happened.event;

  constructor(...facts: readonly VmFacts[]) {
    this.#facts = facts;
  }

  get vms(): Fleet['vms'] {
    return this.#facts.map((facts) => this.#vm(facts));
  }

  vm(name: string): Vm | undefined {
    return this.vms.find(({ facts }) => facts.name === name);
  }

  async clone(from: string, to: string, signal: AbortSignal): Promise<Vm> {
    await this.#ask(`clone ${from} ${to}`, signal);
    const vm = this.vm(from);
    if (vm === undefined) throw new Error('no such VM');
    return vm;
  }

  become(...facts: readonly VmFacts[]): void {
    this.#facts = facts;
    this.#changed.fire();
  }

  happen(event: VmEvent): void {
    this.#happened.fire(event);
  }

  /** From now on whatever is asked waits for `settle` or its signal. */
  hold(): void {
    this.#held = [];
  }

  settle(): void {
    for (const go of this.#held ?? []) go();
    this.#held = undefined;
  }

  #vm(facts: VmFacts): Vm {
    const ask = (what: string) => (signal: AbortSignal) =>
      this.#ask(`${what} ${facts.name}`, signal);
    const named = (what: string) => (name: string | number, signal: AbortSignal) =>
      this.#ask(`${what} ${facts.name} ${name}`, signal);
    const counters = (): Promise<VmCounters> => {
      this.counted += 1;
      return this.failure === undefined
        ? Promise.resolve({ at: Date.now(), source: 'info jit', values: { blocks: this.counted } })
        : Promise.reject(this.failure);
    };
    const vm = {
      spec: { name: facts.name },
      facts,
      counters,
      start: (_options: object, signal: AbortSignal) => ask('start')(signal),
      stop: (_options: object, signal: AbortSignal) => ask('stop')(signal),
      pause: ask('pause'),
      resume: ask('resume'),
      migrate: ask('migrate'),
      saveSnapshot: named('save'),
      restoreSnapshot: named('restore'),
      deleteSnapshot: named('delete'),
      setCpus: named('cpus'),
      setMemory: named('memory'),
    };
    return vm as unknown as Vm; // What a view asks of a VM, and nothing else.
  }

  async #ask(what: string, signal: AbortSignal): Promise<void> {
    this.asked.push(what);
    const held = this.#held;
    if (held !== undefined) {
      await new Promise<void>((resolve, reject) => {
        held.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    }
    if (this.failure !== undefined) throw this.failure;
  }
}
