import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path/posix';
import type { DiskFacts, VmSnapshot } from '../facts.ts';
import type { Monitor } from '../monitor.ts';
import type { DiskReading } from './imageInfo.ts';
import { allOpened, openedDisks, type DiskFile } from './opened.ts';
import { createEmptyDisk, createOverlay, createOverlayUnread, readDisk } from './qemuImg.ts';
import { readRecord, reconcile, snapshotsOf, type DiskRecord } from './record.ts';
import type { DiskSets } from './sets.ts';

/** The disks of one VM and what is recorded of them. Who starts QEMU takes `files`. */
export class VmDisks {
  readonly sets: DiskSets;
  readonly vm: string;
  #record: DiskRecord;

  private constructor(sets: DiskSets, vm: string, record: DiskRecord) {
    this.sets = sets;
    this.vm = vm;
    this.#record = record;
  }

  /** Makes the disks of a new VM: its system stands on `backing`, the others are empty and of these sizes. */
  static async create(
    sets: DiskSets,
    vm: string,
    backing: string,
    further: Readonly<Record<string, number>>,
    signal: AbortSignal,
  ): Promise<VmDisks> {
    return sets.inTurn(async () => {
      const set = await sets.make(vm, signal);
      await createOverlay(sets.place, sets.file(set, 'system'), backing, signal);
      for (const [name, bytes] of Object.entries(further)) {
        await createEmptyDisk(sets.place, sets.file(set, name), bytes, signal);
      }
      const disks = new VmDisks(sets, vm, {
        set,
        disks: ['system', ...Object.keys(further)],
        saved: [],
      });
      await disks.write(disks.#record, signal);
      return disks;
    });
  }

  /** The disks of a VM that was made before; undefined when there are none. */
  static async open(sets: DiskSets, vm: string, signal: AbortSignal): Promise<VmDisks | undefined> {
    const record = await readRecord(sets.place.files, sets.recordFile(vm), signal);
    return record && new VmDisks(sets, vm, record);
  }

  get record(): DiskRecord {
    return this.#record;
  }

  /** Keeps this record, or rejects and leaves the old one. */
  async write(record: DiskRecord, signal: AbortSignal): Promise<void> {
    const { files } = this.sets.place;
    const path = this.sets.recordFile(this.vm);
    await files.makeFolder(dirname(path), signal);
    await files.writeText(
      path,
      `${JSON.stringify(record, undefined, 1)}
`,
      signal,
    );
    this.#record = record;
  }

  /** What QEMU is to write to, the system first. Other files after a clone, or a VM snapshot from before one. */
  get files(): readonly DiskFile[] {
    const { set, disks } = this.#record;
    return disks.map((name) => ({ name, file: this.sets.file(set, name) }));
  }

  get snapshots(): readonly VmSnapshot[] {
    return snapshotsOf(this.#record);
  }

  /** Believes a running QEMU which files it writes to: Isolab may have ended between noting others and telling it. */
  async adopt(monitor: Monitor, signal: AbortSignal): Promise<void> {
    const devices = await monitor.ask('query-block', {}, signal);
    const sets = devices.map(({ inserted }) => this.sets.setOf(inserted?.file ?? ''));
    const set = sets.find((each) => each !== undefined);
    if (set !== undefined && set !== this.#record.set) {
      await this.write({ ...this.#record, set }, signal);
    }
  }

  /**
   * Each disk with the files that it stands on. What is inside them corrects what was recorded, unless that was
   * changed meanwhile: a save or restore that goes on knows better. Only those write it down.
   */
  async facts(monitor: Monitor | undefined, signal: AbortSignal): Promise<readonly DiskFacts[]> {
    const before = this.#record;
    const all = await this.read(monitor, signal);
    const states = all[0]?.inside.filter(({ stateBytes }) => stateBytes > 0) ?? [];
    if (this.#record === before) this.#record = reconcile(before, states);
    return all.map(({ name, virtualBytes, chain }) => ({ name, virtualBytes, chain }));
  }

  /** What QEMU says of the disks that it has opened, and of others what their files say. */
  async read(monitor: Monitor | undefined, signal: AbortSignal): Promise<readonly DiskReading[]> {
    const { files, sets } = this;
    const opened = monitor === undefined ? [] : await openedDisks(monitor, files, signal);
    const readings = opened.map(({ reading }) => reading);
    return Promise.all(
      files.map(
        async ({ name, file }) =>
          readings.find((reading) => reading.name === name) ??
          readDisk(sets.place, name, file, signal),
      ),
    );
  }

  /**
   * Makes the disks of a new VM that stand on this VM's: what was written so far is read-only from now on, and both
   * write to files of their own. VM snapshots stay this VM's. A running guest should have written out its caches.
   */
  async clone(to: string, monitor: Monitor | undefined, signal: AbortSignal): Promise<VmDisks> {
    return this.sets.inTurn(async () => {
      const { set, disks } = this.#record;
      await (monitor === undefined ? this.#goOnUpon(set, signal) : this.#freeze(monitor, signal));
      const record = { set: await this.sets.makeUpon(set, disks, to, signal), disks, saved: [] };
      const clone = new VmDisks(this.sets, to, record);
      await clone.write(record, signal);
      return clone;
    });
  }

  async #goOnUpon(set: string, signal: AbortSignal): Promise<void> {
    const { disks } = this.#record;
    const made = await this.sets.makeUpon(set, disks, this.vm, signal);
    await this.write({ ...this.#record, set: made }, signal);
  }

  /**
   * Lets a running QEMU write to new files. They are there and recorded before QEMU hears of them: whenever this
   * ends, the record names files that hold all that was written.
   */
  async #freeze(monitor: Monitor, signal: AbortSignal): Promise<void> {
    const { sets } = this;
    const opened = await allOpened(monitor, this.files, signal);
    const before = this.#record;
    const made = await sets.make(this.vm, signal);
    for (const { name, virtualBytes } of opened.map(({ reading }) => reading)) {
      const [file, backing] = [sets.file(made, name), sets.file(before.set, name)];
      await createOverlayUnread(sets.place, file, backing, virtualBytes, signal);
    }
    await this.write({ ...before, set: made }, signal);
    const actions = opened.map(({ node, reading: { name } }) => ({
      type: 'blockdev-snapshot-sync',
      data: {
        'node-name': node,
        // A node has a name of 31 bytes at most, and none of this QEMU's.
        'snapshot-node-name': `overlay-${randomUUID().slice(0, 8)}`,
        'snapshot-file': sets.file(made, name),
        format: 'qcow2',
        mode: 'existing',
      },
    }));
    try {
      await monitor.ask('transaction', { actions }, signal);
    } catch (error) {
      await this.write(before, signal);
      throw error;
    }
  }
}
