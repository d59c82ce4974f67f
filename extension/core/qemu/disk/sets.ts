import { join } from 'node:path/posix';
import type { QemuPlace } from '../place.ts';
import { createOverlay, readDisk } from './qemuImg.ts';
import { readRecord } from './record.ts';

/**
 * The sets of disks of all VMs of a session. A set is a folder with one file for each disk of a VM; other sets may
 * stand on it. A file keeps its name as long as it is there: QEMU opens it again by that name when a disk becomes
 * read-only (block/file-posix.c, raw_reconfigure_getfd).
 */
export class DiskSets {
  readonly place: QemuPlace;
  /** The folder that the VMs' own folders are in, as the place knows it. */
  readonly #fleet: string;
  /** No VM's name has a `_`. */
  readonly #root: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: QemuPlace, fleet: string) {
    this.place = place;
    this.#fleet = fleet;
    this.#root = join(fleet, '_disks');
  }

  file(set: string, disk: string): string {
    return join(this.#root, set, `${disk}.qcow2`);
  }

  /** The set that a file belongs to; undefined when to none. */
  setOf(file: string): string | undefined {
    const root = `${this.#root}/`;
    return file.startsWith(root) ? file.slice(root.length).split('/', 1)[0] : undefined;
  }

  recordFile(vm: string): string {
    return join(this.#fleet, vm, 'disks.json');
  }

  /** Does one thing at a time: while a set is being made, nobody may find that it is not used. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => {}); // who asked hears of it
    return mine;
  }

  /** Makes the folder of a new set for this VM and gives the set's name. */
  async make(vm: string, signal: AbortSignal): Promise<string> {
    const there = await this.place.files.list(this.#root, signal);
    // Higher than any of this VM's, so that what stands on another has the higher number.
    const numbers = there.map((set) =>
      set.startsWith(`${vm}-`) ? Number(set.slice(vm.length + 1)) || 0 : 0,
    );
    const set = `${vm}-${Math.max(0, ...numbers) + 1}`;
    await this.place.files.makeFolder(join(this.#root, set), signal);
    return set;
  }

  /** Makes a set that stands on another one, disk by disk. */
  async makeUpon(
    set: string,
    disks: readonly string[],
    vm: string,
    signal: AbortSignal,
  ): Promise<string> {
    const made = await this.make(vm, signal);
    for (const disk of disks) {
      await createOverlay(this.place, this.file(made, disk), this.file(set, disk), signal);
    }
    return made;
  }

  /** Removes the sets that no VM writes to, has a VM snapshot in, or stands on. */
  removeUnused(signal: AbortSignal): Promise<void> {
    return this.inTurn(async () => {
      const used = await this.#used(signal);
      const there = await this.place.files.list(this.#root, signal);
      for (const set of there.filter((each) => !used.has(each))) {
        await this.place.files.remove(join(this.#root, set), signal);
      }
    });
  }

  async #used(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const used = new Set<string>();
    for (const vm of await this.place.files.list(this.#fleet, signal)) {
      const record = await readRecord(this.place.files, this.recordFile(vm), signal);
      if (record === undefined) continue;
      for (const set of new Set([record.set, ...record.saved.map((state) => state.set)])) {
        for (const disk of record.disks) {
          const { chain } = await readDisk(this.place, disk, this.file(set, disk), signal);
          for (const { file } of chain) used.add(this.setOf(file) ?? set);
        }
      }
    }
    return used;
  }
}
