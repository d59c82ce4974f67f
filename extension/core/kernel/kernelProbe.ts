import { kernelNotReadable } from '../base/errors.ts';
import { decodeBytes } from './bytes.ts';
import { cgroupPath, findCgroupLayout, type CgroupLayout } from './cgroup/layout.ts';
import { assembleCgroupReading, cgroupFilePaths } from './cgroup/reading.ts';
import {
  namespaceTypes,
  type CgroupReading,
  type KernelProcess,
  type KernelSnapshot,
  type Namespace,
  type NetworkNamespace,
  type ProcessDetails,
} from './model.ts';
import { parseMountinfo } from './mountinfo.ts';
import { NamespaceOwners } from './owners.ts';
import { namespacesOf } from './namespaces.ts';
import { readNetwork } from './network/read.ts';
import type { Probe } from './probe.ts';
import { readProcessDetails } from './processDetails.ts';
import { ProcessTable, type RawDetails, type RawProcess } from './processTable.ts';
import type { KernelReader } from './reader.ts';

/** A process may change its namespaces or user without execve(2): everybody is read anew this often. */
const sweepEvery = { readings: 10, ms: 10_000 };

/** The probe: decides what to read and when, and makes the model of it. Where the text comes from is the reader's. */
export class KernelProbe implements Probe {
  readonly #reader: KernelReader;
  readonly #table = new ProcessTable();
  readonly #owners = new NamespaceOwners();
  #layout: CgroupLayout | undefined;
  #namespaceTypes: ReadonlySet<string> | undefined;
  #namespaces: { readonly version: number; readonly list: readonly Namespace[] } = {
    version: -1,
    list: [],
  };
  #lastSweep = { reading: 0, at: 0 };
  #reading = 0;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(reader: KernelReader) {
    this.#reader = reader;
  }

  get method(): Probe['method'] {
    return this.#reader.method;
  }

  snapshot(signal: AbortSignal): Promise<KernelSnapshot> {
    return this.#inTurn(async () => {
      const layout = await this.#findLayout(signal);
      const takenAt = Date.now();
      await this.#readProcesses(takenAt, signal);
      const main = layout.hierarchies[layout.main];
      const folders = main ? await this.#reader.folders(main.target, signal) : [];
      const [release = '', hostname = '', bootId = ''] = await this.#reader.texts(
        ['osrelease', 'hostname', 'random/boot_id'].map((name) => `/proc/sys/kernel/${name}`),
        'often',
        signal,
      );
      const processes = this.#table.processes();
      const namespaces = await this.#findNamespaces(processes, signal);
      return {
        takenAt,
        release: line(release),
        hostname: line(hostname),
        bootId: line(bootId),
        cgroupMode: layout.mode,
        processes,
        namespaces,
        cgroups: main ? folders.map((folder) => cgroupPath(main, folder)) : [],
      };
    });
  }

  cgroups(paths: readonly string[], signal: AbortSignal): Promise<readonly CgroupReading[]> {
    return this.#inTurn(async () => {
      const layout = await this.#findLayout(signal);
      const members = this.#table.cgroupMembers(layout.main, new Set(paths));
      const places = paths.map((path) => ({ path, member: members.get(path) }));
      const files = [...new Set(places.flatMap((place) => cgroupFilePaths(layout, place)))];
      const texts = await this.#reader.texts(files, 'often', signal);
      const byPath = new Map(files.map((file, index) => [file, texts[index] ?? '']));
      return places.flatMap((place) => assembleCgroupReading(layout, place, byPath) ?? []);
    });
  }

  process(pid: number, signal: AbortSignal): Promise<ProcessDetails | undefined> {
    return this.#inTurn(() => readProcessDetails(this.#reader, pid, signal));
  }

  network(pid: number, signal: AbortSignal): Promise<NetworkNamespace | undefined> {
    return this.#inTurn(async () => {
      await this.#readProcesses(Date.now(), signal);
      return readNetwork(this.#reader, this.#table.processes(), pid, signal);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader[Symbol.asyncDispose]();
  }

  async #readProcesses(now: number, signal: AbortSignal): Promise<void> {
    const reader = this.#reader;
    const [names = []] = await reader.names(['/proc'], signal);
    const pids = names.filter(isPid).map(Number);
    if (pids.length === 0) throw kernelNotReadable('/proc');
    const files = pids.flatMap((pid) => [`/proc/${pid}/stat`, `/proc/${pid}/cgroup`]);
    const texts = await reader.texts(files, 'often', signal);
    const raws = new Map<number, RawProcess>();
    for (const [index, pid] of pids.entries()) {
      const stat = texts[2 * index];
      const cgroup = texts[2 * index + 1];
      if (typeof stat === 'string' && typeof cgroup === 'string') raws.set(pid, { stat, cgroup });
    }
    const changed = this.#table.update(raws);
    const { young, settled } = this.#isSweepDue(now)
      ? this.#table.changeable()
      : { young: changed, settled: [] };
    await this.#readDetails(young, signal);
    await this.#readMoves(settled, signal);
  }

  #isSweepDue(now: number): boolean {
    this.#reading++;
    const { reading, at } = this.#lastSweep;
    if (this.#reading - reading < sweepEvery.readings && now - at < sweepEvery.ms) return false;
    this.#lastSweep = { reading: this.#reading, at: now };
    return true;
  }

  async #readDetails(pids: readonly number[], signal: AbortSignal): Promise<void> {
    if (pids.length === 0) return;
    const reader = this.#reader;
    const files = pids.flatMap((pid) => [`/proc/${pid}/status`, `/proc/${pid}/cmdline`]);
    const texts = await reader.texts(files, 'single', signal);
    const links = await this.#readLinks(pids, signal);
    const details = new Map<number, RawDetails>();
    for (const [index, pid] of pids.entries()) {
      details.set(pid, {
        status: texts[2 * index] ?? '',
        commandLine: texts[2 * index + 1] ?? '',
        namespaces: links.get(pid) ?? [],
      });
    }
    this.#table.describe(details, await this.#findNamespaceTypes(signal));
  }

  async #readMoves(pids: readonly number[], signal: AbortSignal): Promise<void> {
    if (pids.length === 0) return;
    const links = await this.#readLinks(pids, signal);
    this.#table.move(links, await this.#findNamespaceTypes(signal));
  }

  async #readLinks(
    pids: readonly number[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, RawDetails['namespaces']>> {
    const paths = pids.flatMap((pid) => namespaceTypes.map((type) => `/proc/${pid}/ns/${type}`));
    const links = await this.#reader.links(paths, signal);
    const width = namespaceTypes.length;
    return new Map(
      pids.map((pid, index) => [pid, links.slice(width * index, width * (index + 1))]),
    );
  }

  async #findNamespaceTypes(signal: AbortSignal): Promise<ReadonlySet<string>> {
    this.#namespaceTypes ??= new Set((await this.#reader.names(['/proc/self/ns'], signal))[0]);
    return this.#namespaceTypes;
  }

  async #findNamespaces(
    processes: readonly KernelProcess[],
    signal: AbortSignal,
  ): Promise<readonly Namespace[]> {
    const version = this.#table.namespacesVersion;
    if (this.#namespaces.version !== version) {
      const held = namespacesOf(processes);
      const list = await this.#owners.addTo(held, this.#reader, signal);
      this.#namespaces = { version, list };
    }
    return this.#namespaces.list;
  }

  async #findLayout(signal: AbortSignal): Promise<CgroupLayout> {
    if (this.#layout) return this.#layout;
    const [mounts] = await this.#reader.texts(['/proc/self/mountinfo'], 'once', signal);
    if (typeof mounts !== 'string') throw kernelNotReadable('/proc/self/mountinfo');
    const none: CgroupLayout = { mode: 'v2', main: '', hierarchies: {} };
    return (this.#layout = findCgroupLayout(parseMountinfo(mounts)) ?? none);
  }

  /** One reading after the other: they share the table. */
  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(read);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 49 && first <= 57;
}

function line(text: string | object): string {
  return typeof text === 'string' ? decodeBytes(text.trimEnd()) : '';
}
