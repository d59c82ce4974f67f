import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { IsolabError } from '../base/errors.ts';
import { vmUnknown } from '../base/vmErrors.ts';
import { Emitter, type Disposable, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import { Consoles } from '../machine/consoles.ts';
import type { Log } from '../base/log.ts';
import type { Report, VmEquipment, VmEquipmentHere } from '../machine/equipment.ts';
import { openGuest } from '../machine/guest.ts';
import { openGuestTape } from '../machine/guestTape.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';
import type { LabGuest } from '../lab/lab.ts';
import type { VmEvent, VmFacts } from '../qemu/facts.ts';
import type { GuestFiles } from '../qemu/spec.ts';
import type { Fleet, Vm } from '../qemu/vm.ts';
import type { EndedCommand, StartedCommand } from '../recorder/command.ts';
import type { KernelSource } from '../recorder/watches.ts';
import type { GuestVariant } from '../recipe/guest/guestRecipe.ts';
import { homeLabel, sessionLabel } from './owned.ts';
import type { OwnedObject } from './state.ts';
import { withoutStepSnapshots } from './stepSnapshots.ts';

/** What the VMs of a session are made with. */
export interface VmsParts {
  readonly folder: string;
  readonly session: string;
  readonly equipment: VmEquipmentHere;
  /** The program that attaches a terminal to a console of the VM with this name. */
  shell(vm: string): ShellSpec;
}

interface Guest {
  readonly machine: Machine;
  readonly consoles: Consoles;
}

/** The VMs of a session, those of its lab and those that the learner made, each as a machine too. */
export class Vms implements AsyncDisposable {
  readonly #parts: VmsParts;
  readonly #guests = new Map<Vm, Guest>();
  readonly #changed = new Emitter<void>();
  readonly #happened = new Emitter<VmEvent>();
  readonly #started = new Emitter<StartedCommand>();
  readonly #ended = new Emitter<EndedCommand>();
  #subscriptions: readonly Disposable[] = [];
  #fleet: Fleet | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;
  readonly onDidHappen: Event<VmEvent> = this.#happened.event;
  /** A command begins that was typed at a console of one. */
  readonly onDidStartCommand: Event<StartedCommand> = this.#started.event;
  /** It is over. */
  readonly onDidEndCommand: Event<EndedCommand> = this.#ended.event;

  constructor(parts: VmsParts) {
    this.#parts = parts;
  }

  /** The folder of all VMs of a session. */
  static folderOf(sessionFolder: string): string {
    return join(sessionFolder, 'vms');
  }

  /** Finds again what there is; without VMs of a former time there is nothing to find. */
  async recover(signal: AbortSignal): Promise<void> {
    if (await exists(this.#parts.folder)) await this.fleet(signal);
  }

  /** All of them, opened when they are first asked for; rejects where this computer cannot have any. */
  async fleet(signal: AbortSignal): Promise<Fleet> {
    if (this.#fleet !== undefined) return this.#fleet;
    const { folder, session } = this.#parts;
    const labels = { [sessionLabel]: session, [homeLabel]: dirname(dirname(folder)) };
    const fleet = await this.#equipment.openFleet(folder, session, labels, signal);
    this.#subscriptions = [
      fleet.onDidChange(() => this.#changed.fire()),
      fleet.onDidHappen((event) => this.#happened.fire(event)),
    ];
    return (this.#fleet = fleet);
  }

  guestFiles(variant: GuestVariant, report: Report, signal: AbortSignal): Promise<GuestFiles> {
    return this.#equipment.guestFiles(variant, report, signal);
  }

  get all(): readonly Vm[] {
    return this.#fleet?.vms ?? [];
  }

  /** As the learner sees them. */
  get facts(): readonly VmFacts[] {
    return this.all.map(({ facts }) => withoutStepSnapshots(facts));
  }

  /** The same, looked at anew. */
  async look(signal: AbortSignal): Promise<readonly VmFacts[]> {
    await Promise.all(this.all.map((vm) => vm.refresh(signal)));
    return this.facts;
  }

  get objects(): readonly OwnedObject[] {
    return this.all.map(({ facts: { name, status, started } }) => ({
      kind: 'vm',
      id: name,
      name,
      state: status,
      createdAt: started === undefined ? '' : new Date(started.at).toISOString(),
    }));
  }

  find(name: string): Vm | undefined {
    return this.#fleet?.vm(name);
  }

  /** The VM of this name; throws when there is none. */
  vm(name: string): Vm {
    const vm = this.find(name);
    if (vm === undefined) throw vmUnknown(name);
    return vm;
  }

  /** The VM as a machine; undefined when there is none. */
  machine(name: string): Machine | undefined {
    const vm = this.find(name);
    return vm && this.#guest(vm).machine;
  }

  /** Who reads the kernel of a VM, and how its tape is opened; undefined when it does not run. */
  kernel(name: string, log: Log): KernelSource | undefined {
    const vm = this.find(name);
    if (vm?.facts.status !== 'running') return undefined;
    const { probe } = this.#guest(vm).machine;
    return { probe, openTape: (signal) => openGuestTape(vm, log, signal) };
  }

  /** The same; throws when there is none. */
  machineOf(name: string): Machine {
    return this.#guest(this.vm(name)).machine;
  }

  consoles(name: string): Consoles {
    return this.#guest(this.vm(name)).consoles;
  }

  /** Makes those of the lab that are not there, and starts those that shall run; what does not start is told. */
  async make(
    guests: readonly LabGuest[],
    report: Report,
    signal: AbortSignal,
  ): Promise<readonly IsolabError[]> {
    if (guests.length === 0) return [];
    const fleet = await this.fleet(signal);
    const wanted: Vm[] = [];
    for (const { image, start, vm: spec } of guests) {
      const there = fleet.vm(spec.name);
      const vm =
        there ??
        (await fleet.create(
          { ...spec, files: await this.guestFiles(image, report, signal) },
          signal,
        ));
      if (start === 'lab' && (there === undefined || vm.facts.status === 'lost')) wanted.push(vm);
    }
    const starts = await Promise.allSettled(
      wanted.map((vm) => {
        report(vm.spec.name);
        return vm.start({}, signal);
      }),
    );
    signal.throwIfAborted();
    return starts.flatMap((start) => {
      if (start.status === 'fulfilled') return [];
      if (!(start.reason instanceof IsolabError)) throw start.reason;
      return [start.reason];
    });
  }

  async remove(name: string, signal: AbortSignal): Promise<void> {
    const vm = this.find(name);
    if (vm === undefined) return;
    await this.#forget(vm);
    await this.#fleet?.remove(name, signal);
  }

  async removeAll(signal: AbortSignal): Promise<void> {
    await this.recover(signal);
    for (const vm of [...this.#guests.keys()]) await this.#forget(vm);
    await this.#fleet?.removeAll(signal);
  }

  /** Lets go of them: they run on. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const vm of [...this.#guests.keys()]) await this.#forget(vm);
    await this.#fleet?.[Symbol.asyncDispose]();
    this.#fleet = undefined;
  }

  get #equipment(): VmEquipment {
    const { equipment } = this.#parts;
    if ('openFleet' in equipment) return equipment;
    throw new IsolabError('no-vms-here', equipment.why, equipment.fix);
  }

  #guest(vm: Vm): Guest {
    const known = this.#guests.get(vm);
    if (known !== undefined) return known;
    const consoles = this.#consolesOf(vm);
    const shell = (): ShellSpec => this.#parts.shell(vm.spec.name);
    const guest = { consoles, machine: openGuest({ vm, consoles, shell }) };
    this.#guests.set(vm, guest);
    return guest;
  }

  #consolesOf(vm: Vm): Consoles {
    const guest = vm.spec.name;
    const running = new Map<number, StartedCommand>();
    return new Consoles(vm, (mark, console) => {
      if (mark.kind === 'started') {
        const terminal = t('console {0} of {1}', console, guest);
        const command = { line: mark.line, terminal, guest };
        running.set(console, command);
        this.#started.fire(command);
        return;
      }
      const command = running.get(console);
      running.delete(console);
      if (command === undefined) return;
      const { exitCode } = mark;
      this.#ended.fire({ ...command, ...(exitCode === undefined ? {} : { exitCode }) });
    });
  }

  async #forget(vm: Vm): Promise<void> {
    const guest = this.#guests.get(vm);
    this.#guests.delete(vm);
    guest?.consoles[Symbol.dispose]();
    await guest?.machine[Symbol.asyncDispose]();
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
