import { randomUUID } from 'node:crypto';
import { IsolabError } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { vmExists, vmUnknown } from '../base/vmErrors.ts';
import { Emitter, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import { chooseAccelerator } from './accelerator/choose.ts';
import { DiskSets } from './disk/sets.ts';
import { VmDisks } from './disk/vmDisks.ts';
import type { VmEvent } from './facts.ts';
import { VmLife, type VmTools } from './life.ts';
import type { QemuPlace } from './place.ts';
import { QemuVm } from './qemuVm.ts';
import { SavedStates } from './savedStates.ts';
import type { VmSpec } from './spec.ts';
import type { Fleet, Vm } from './vm.ts';
import { readVmRecord, recordFile, writeVmRecord, type VmRecord } from './vmRecord.ts';

/** What a fleet is made with. */
export interface FleetOptions {
  readonly place: QemuPlace;
  /** The folder of the session's VMs, as the place knows it. */
  readonly folder: string;
  /** Names the session in the command lines of its processes. */
  readonly session: string;
  /** Of this computer: what was found out once and can be made again. */
  readonly cacheFolder: string;
  readonly log: Log;
}

/**
 * The VMs in a folder, as the last process left them: what runs is taken over, what was not made completely is
 * removed. One process at a time may have a folder open.
 */
export async function openFleet(options: FleetOptions, signal: AbortSignal): Promise<Fleet> {
  const { place, folder, session, cacheFolder, log } = options;
  const fleet = new QemuFleet(folder, {
    ...{ place, session, log, savedStates: new SavedStates(place, log) },
    chooseAccelerator: async (files, wanted, choosing) =>
      wanted === undefined
        ? chooseAccelerator(place, files, cacheFolder, choosing)
        : { name: wanted, reason: t('It was asked for.') },
  });
  await fleet.adopt(signal);
  return fleet;
}

class QemuFleet implements Fleet {
  readonly onDidChange: Event<void>;
  readonly onDidHappen: Event<VmEvent>;
  readonly #changed = new Emitter<void>();
  readonly #happened = new Emitter<VmEvent>();
  readonly #folder: string;
  readonly #tools: VmTools;
  readonly #sets: DiskSets;
  readonly #vms = new Map<string, QemuVm>();

  constructor(folder: string, tools: VmTools) {
    this.#folder = folder;
    this.#tools = tools;
    this.#sets = new DiskSets(tools.place, folder);
    this.onDidChange = this.#changed.event;
    this.onDidHappen = this.#happened.event;
  }

  get vms(): readonly Vm[] {
    return [...this.#vms.values()];
  }

  vm(name: string): Vm | undefined {
    return this.#vms.get(name);
  }

  async adopt(signal: AbortSignal): Promise<void> {
    const { files } = this.#tools.place;
    const names = (await files.list(this.#folder, signal)).filter((name) => !name.startsWith('_'));
    for (const name of names) {
      const folder = this.#folderOf(name);
      const record = await readVmRecord(files, folder, signal);
      const disks = record && (await VmDisks.open(this.#sets, name, signal));
      if (record === undefined || disks === undefined) await files.remove(folder, signal);
      else this.#add(new QemuVm(new VmLife(this.#tools, folder, record, disks)));
    }
    await Promise.all([...this.#vms.values()].map((vm) => vm.adopt(signal)));
    // One whose disk cannot be read, as when the cache that it stands on was emptied, can still be removed.
    const unreadable = (error: unknown): void => {
      if (!(error instanceof IsolabError)) throw error;
      this.#tools.log.warn(error.message);
    };
    await this.#sets.removeUnused(signal).catch(unreadable);
    await Promise.all(
      [...this.#vms.values()].map((vm) => vm.refresh(signal).then(() => {}, unreadable)),
    );
  }

  async create(spec: VmSpec, signal: AbortSignal): Promise<Vm> {
    if (this.#vms.has(spec.name)) throw vmExists(spec.name);
    const { place, chooseAccelerator } = this.#tools;
    const accelerator = await chooseAccelerator(spec.files, spec.accelerator, signal);
    return this.#make({ v: 1, spec, uuid: randomUUID(), isFresh: true, accelerator }, () =>
      VmDisks.create(this.#sets, spec.name, place.path(spec.files.disk), spec.disks, signal),
    );
  }

  async clone(from: string, to: string, signal: AbortSignal): Promise<Vm> {
    const original = this.#vms.get(from);
    if (original === undefined) throw vmUnknown(from);
    if (this.#vms.has(to)) throw vmExists(to);
    // Two VMs cannot have the same ports of the host.
    const network = original.spec.network === 'none' ? 'none' : { forwards: [] };
    const spec = { ...original.spec, name: to, network } satisfies VmSpec;
    const { accelerator } = original.facts;
    const record = { v: 1, spec, uuid: randomUUID(), isFresh: false, clonedFrom: from } as const;
    return this.#make({ ...record, accelerator }, () => original.cloneDisks(to, signal));
  }

  async remove(name: string, signal: AbortSignal): Promise<void> {
    const vm = this.#vms.get(name);
    if (vm === undefined) return;
    const { files } = this.#tools.place;
    await vm.stop({ force: true }, signal);
    await vm.letGo();
    // Without its record it has not been made: whoever comes next removes the rest.
    await files.remove(recordFile(vm.folder), signal);
    await files.remove(vm.folder, signal);
    this.#vms.delete(name);
    await this.#sets.removeUnused(signal);
    this.#changed.fire();
  }

  async removeAll(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#vms.keys()].map((name) => this.remove(name, signal)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#vms.values()].map((vm) => vm.letGo()));
    this.#changed.dispose();
    this.#happened.dispose();
  }

  async #make(record: VmRecord, makeDisks: () => Promise<VmDisks>): Promise<Vm> {
    const { files } = this.#tools.place;
    const { name } = record.spec;
    const folder = this.#folderOf(name);
    const signal = timeLimit(30_000);
    try {
      await files.makeFolder(folder, signal);
      const disks = await makeDisks();
      await writeVmRecord(files, folder, record, signal);
      const vm = this.#add(new QemuVm(new VmLife(this.#tools, folder, record, disks)));
      await vm.refresh(signal);
      this.#changed.fire();
      return vm;
    } catch (error) {
      await files.remove(folder, signal);
      throw error;
    }
  }

  #add(vm: QemuVm): QemuVm {
    this.#vms.set(vm.spec.name, vm);
    vm.onDidChange(() => this.#changed.fire());
    vm.onDidHappen((event) => this.#happened.fire(event));
    return vm;
  }

  #folderOf(name: string): string {
    return `${this.#folder}/${name}`;
  }
}
