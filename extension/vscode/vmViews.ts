import { Emitter, type Disposable } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import type { VmEvent } from '../core/qemu/facts.ts';
import { makeMachinesHost, type MachinesHost } from '../../webviews/machines/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { execute } from './names.ts';
import type { OpenLab } from './openLab.ts';
import type { LabTerminals } from './terminals.ts';

const mostEvents = 200;

/** Makes the host of the Machines view, and keeps what QEMU announced while nobody looked. */
export class VmViews {
  readonly #openLab: OpenLab;
  readonly #terminals: LabTerminals;
  readonly #log: Log;
  readonly #happened = new Emitter<VmEvent>();
  #events: readonly VmEvent[] = [];
  #subscription: Disposable | undefined;
  #host: MachinesHost | undefined;
  #focus: string | undefined;

  constructor(openLab: OpenLab, terminals: LabTerminals, log: Log) {
    this.#openLab = openLab;
    this.#terminals = terminals;
    this.#log = log;
    openLab.onDidChange((current) => {
      this.#subscription?.dispose();
      this.#events = [];
      this.#subscription = current?.session.onDidHappen((event) => {
        this.#events = [event, ...this.#events].slice(0, mostEvents);
        this.#happened.fire(event);
      });
    });
  }

  /** The Machines view's host, for the lab that is open now. */
  makeMachines(): ViewHost {
    const session = this.#openLab.current?.session;
    this.#host = makeMachinesHost({
      ...(session === undefined ? {} : { session }),
      events: () => this.#events,
      onDidHappen: this.#happened.event,
      openConsole: (vm) => this.#terminals.openConsole(vm).show(),
      focus: (target) => execute('openIsolation', target),
      log: this.#log,
    });
    if (this.#focus !== undefined) this.#host.focus(this.#focus);
    return this.#host;
  }

  /** Puts Machines on a VM. */
  focus(vm: string): void {
    this.#focus = vm;
    this.#host?.focus(vm);
  }
}
