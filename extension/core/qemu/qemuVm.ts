import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
  consoleBusy,
  guestSilent,
  isError,
  vmNotRunning,
  vmNotStarted,
  vmPanicked,
} from '../base/errors.ts';
import { Emitter, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Command, CommandResult } from '../base/run.ts';
import type { Choice } from './accelerator/choose.ts';
import { socketPath, virtioConsoles, type SocketName } from './argv.ts';
import { readCounters } from './counters.ts';
import { deleteSnapshot, restoreSnapshot, saveSnapshot } from './disk/snapshots.ts';
import { VmDisks } from './disk/vmDisks.ts';
import type { MigrationFacts, VmCounters, VmEvent, VmFacts, VmStatus } from './facts.ts';
import * as guest from './guest.ts';
import { setCpus, countCpus } from './hardware/cpus.ts';
import { setMemory } from './hardware/memory.ts';
import { connectToQemu, consoleLog, launch, qemuLog, socketsOf, type Launch } from './launch.ts';
import { moveToNewProcess, takeForwards } from './move.ts';
import type { QemuPlace } from './place.ts';
import type { QmpEvent } from './qmp/message.ts';
import type { RunningVm } from './running.ts';
import type { SavedStates } from './savedStates.ts';
import { readSizes, type Sizes } from './sizes.ts';
import type { AcceleratorName, GuestFiles, VmSpec } from './spec.ts';
import type { StartOptions, Vm } from './vm.ts';
import { writeVmRecord, type VmRecord } from './vmRecord.ts';

/** What the VMs of a fleet have in common. */
export interface VmTools {
  readonly place: QemuPlace;
  /** Marks the processes that belong to it. */
  readonly session: string;
  readonly savedStates: SavedStates;
  /** What a guest of these files runs with; `wanted` by the lab or the learner before all. */
  chooseAccelerator(
    files: GuestFiles,
    wanted: AcceleratorName | undefined,
    signal: AbortSignal,
  ): Promise<Choice>;
  readonly log: Log;
}

// A guest under emulation boots in 4 s; on a machine with eight that do so at once it takes a minute.
const bootLimitMs = 120_000;
const powerDownLimitMs = 15_000;
const quitLimitMs = 3_000;
// What is left of a VM is taken away also after the caller has given up.
const cleanUpLimitMs = 30_000;

/** One VM of a fleet. What may not happen at once happens in turn; only a forced stop comes between. */
export class QemuVm implements Vm {
  readonly folder: string;
  readonly consoles = virtioConsoles + 1;
  readonly onDidChange: Event<VmFacts>;
  readonly onDidHappen: Event<VmEvent>;
  readonly #changed = new Emitter<VmFacts>();
  readonly #happened = new Emitter<VmEvent>();
  readonly #tools: VmTools;
  readonly #open = new Map<SocketName, Duplex>();
  #record: VmRecord;
  #disks: VmDisks;
  #sizes: Sizes;
  /** How many CPUs the guest uses. */
  #cpus: number;
  #migration: MigrationFacts | undefined;
  #status: VmStatus = 'off';
  #trouble: string | undefined;
  #running: RunningVm | undefined;
  /** Aborts what waits for a guest that will not answer any more. */
  #halt = new AbortController();
  #isEnding = false;
  #gone: Promise<void> = Promise.resolve();
  #last: Promise<unknown> = Promise.resolve();

  /** Of a VM whose folder, record and disks are there. */
  constructor(tools: VmTools, folder: string, record: VmRecord, disks: VmDisks) {
    this.#tools = tools;
    this.folder = folder;
    this.#record = record;
    this.#disks = disks;
    this.#sizes = { disks: [], cpuThreads: [], memoryBytes: 0, balloonBytes: 0 };
    this.#cpus = record.spec.cpus.start;
    this.onDidChange = this.#changed.event;
    this.onDidHappen = this.#happened.event;
  }

  get spec(): VmSpec {
    return this.#record.spec;
  }

  get disks(): VmDisks {
    return this.#disks;
  }

  get facts(): VmFacts {
    const { spec, accelerator, run, clonedFrom } = this.#record;
    const running = this.#running;
    const sizes = this.#sizes;
    return {
      name: spec.name,
      status: this.#status,
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
      accelerator,
      ...(running === undefined || run?.tookMs === undefined
        ? {}
        : { started: { at: run.at, how: run.how, tookMs: run.tookMs } }),
      ...(running === undefined
        ? {}
        : {
            process: {
              pid: running.process.identity.pid,
              args: running.args,
              cpuThreads: sizes.cpuThreads,
              place: running.place.kind,
            },
          }),
      cpus: { current: running === undefined ? spec.cpus.start : this.#cpus, max: spec.cpus.max },
      memory: {
        currentBytes: running === undefined ? spec.memory.startBytes : sizes.balloonBytes,
        totalBytes: running === undefined ? spec.memory.startBytes : sizes.memoryBytes,
        maxBytes: spec.memory.maxBytes,
      },
      disks: sizes.disks,
      snapshots: this.#disks.snapshots,
      forwards: spec.network === 'none' ? [] : spec.network.forwards,
      ...(this.#migration === undefined ? {} : { migration: this.#migration }),
      ...(clonedFrom === undefined ? {} : { clonedFrom }),
    };
  }

  async refresh(signal: AbortSignal): Promise<VmFacts> {
    const running = this.#running;
    const disks = await this.#disks.facts(signal);
    const rest = running === undefined ? {} : await readSizes(running.qmp, signal);
    const before = JSON.stringify(this.facts);
    this.#sizes = { ...this.#sizes, ...rest, disks };
    if (JSON.stringify(this.facts) !== before) this.#changed.fire(this.facts);
    return this.facts;
  }

  start(options: StartOptions, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#status === 'panicked') await this.#end();
      if (this.#running !== undefined) return;
      const { boot = this.spec.boot, accelerator = this.spec.accelerator } = options;
      await this.#start(boot, accelerator, signal);
    });
  }

  async stop(options: { readonly force?: boolean }, signal: AbortSignal): Promise<void> {
    if (options.force === true) {
      this.#halt.abort(vmNotStarted(this.spec.name, t('it was stopped.')));
      return this.#inTurn(() => this.#end());
    }
    return this.#inTurn(async () => {
      const running = this.#running;
      if (running === undefined) return;
      if (this.#status === 'running') await this.#powerDown(running, signal);
      await this.#end();
    });
  }

  pause(signal: AbortSignal): Promise<void> {
    return this.#whileRunning(async ({ qmp }) => void (await qmp.ask('stop', {}, signal)));
  }

  resume(signal: AbortSignal): Promise<void> {
    return this.#whileRunning(async ({ qmp }) => void (await qmp.ask('cont', {}, signal)));
  }

  reset(signal: AbortSignal): Promise<void> {
    return this.#whileRunning(async (running) => {
      const wasStopped = this.#status !== 'running';
      this.#set('starting');
      await running.qmp.ask('system_reset', {}, signal);
      if (wasStopped) await running.qmp.ask('cont', {}, signal);
      await this.#waitForAgent(running, signal);
    });
  }

  run(command: Command, signal: AbortSignal): Promise<CommandResult> {
    return guest.runInGuest(this.#agent, command, signal);
  }

  readFile(path: string, signal: AbortSignal): Promise<guest.GuestFile | undefined> {
    return guest.readGuestFile(this.#agent, path, signal);
  }

  writeFile(path: string, content: Uint8Array, mode: number, signal: AbortSignal): Promise<void> {
    return guest.writeGuestFile(this.#agent, path, content, mode, signal);
  }

  connectProbe(signal: AbortSignal): Promise<Duplex> {
    return this.#connect('probe', signal);
  }

  async connectConsole(index: number, signal: AbortSignal): Promise<Duplex> {
    const name = `console${index}` as const;
    const chardevs = await this.#needRunning().qmp.ask('query-chardev', {}, signal);
    const found = chardevs.find(({ label }) => label === name);
    // As QEMU calls a socket that nobody is connected to (chardev/char-socket.c).
    if (found?.filename.startsWith('disconnected:') !== true) {
      throw consoleBusy(this.spec.name, index);
    }
    return this.#connect(name, signal);
  }

  resizeConsole(index: number, rows: number, columns: number, signal: AbortSignal): Promise<void> {
    return guest.resizeTerminal(this.#agent, index, rows, columns, signal);
  }

  consoleLog(): Promise<string> {
    const signal = AbortSignal.timeout(cleanUpLimitMs);
    return this.#tools.place.files.readEnd(consoleLog(this.folder), 1024 * 1024, signal);
  }

  saveSnapshot(name: string, signal: AbortSignal): Promise<void> {
    return this.#whileRunning(({ qmp }) => saveSnapshot(this.#disks, name, qmp, signal));
  }

  deleteSnapshot(name: string, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      await deleteSnapshot(this.#disks, name, this.#running?.qmp, signal);
      await this.refresh(signal);
    });
  }

  restoreSnapshot(name: string, signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const relaunch = async () => {
        await this.#end();
        return (await this.#launch('saved', 'stopped', signal)).qmp;
      };
      await restoreSnapshot(this.#disks, name, { monitor: this.#running?.qmp, relaunch }, signal);
      const running = this.#needRunning();
      running.agent.desync();
      await this.#waitForAgent(running, signal);
      await guest.setClock(running.agent, signal);
      await this.refresh(signal);
    });
  }

  setCpus(count: number, signal: AbortSignal): Promise<void> {
    return this.#whileRunning(async ({ qmp }) => {
      await setCpus(qmp, this, count, signal);
      this.#cpus = count;
    });
  }

  setMemory(bytes: number, signal: AbortSignal): Promise<void> {
    return this.#whileRunning(({ qmp }) =>
      setMemory(qmp, this, this.spec.memory.maxBytes, bytes, signal),
    );
  }

  migrate(signal: AbortSignal): Promise<MigrationFacts> {
    return this.#inTurn(async () => {
      const source = this.#needRunning();
      const before = this.#status;
      this.#set('migrating');
      try {
        const { running: target, facts } = await moveToNewProcess(
          source,
          this.#launchOptions(),
          (migration) => {
            this.#migration = migration;
            this.#changed.fire(this.facts);
          },
          this.#tools.log,
          signal,
        );
        this.#attach(target);
        await this.#leave(source);
        await takeForwards(target, signal);
        this.#migration = facts;
        this.#set('starting');
        await this.#waitForAgent(target, signal);
        return facts;
      } finally {
        if (this.#status === 'migrating') this.#set(before);
        if (this.#running !== undefined) await this.refresh(AbortSignal.timeout(cleanUpLimitMs));
      }
    });
  }

  counters(signal: AbortSignal): Promise<VmCounters> {
    return readCounters(this.#needRunning().qmp, signal);
  }

  qmp(
    command: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    return this.#needRunning().qmp.execute(command, args, signal);
  }

  /** Takes over what an Isolab that has ended left running. */
  adopt(signal: AbortSignal): Promise<void> {
    return this.#inTurn(async () => {
      const found = await this.#findRunning(signal);
      if (found === undefined) return this.#forgetRun(signal);
      const { status } = await found.qmp.ask('query-status', {}, signal);
      this.#attach(found);
      await this.#disks.adopt(found.qmp, signal);
      this.#set('starting');
      if (status === 'guest-panicked') this.#panic();
      else if (status === 'paused') this.#set('paused');
      else void this.#comeBack(found);
    });
  }

  /** Makes the disks of a VM that goes on from here; see VmDisks. */
  cloneDisks(to: string, signal: AbortSignal): Promise<VmDisks> {
    return this.#inTurn(async () => {
      const running = this.#status === 'running' ? this.#running : undefined;
      if (running !== undefined) await guest.writeOut(running.agent, signal);
      const disks = await this.#disks.clone(to, this.#running?.qmp, signal);
      // Its disks are no longer those that a saved state knows.
      await this.#write({ isFresh: false }, signal);
      await this.refresh(signal);
      return disks;
    });
  }

  /** Ends it, and lets no operation begin any more. */
  async close(): Promise<void> {
    await this.stop({ force: true }, AbortSignal.timeout(cleanUpLimitMs));
    this.#last = Promise.reject(vmNotRunning(this.spec.name));
    this.#last.catch(() => {});
  }

  /** Lets go of a VM that goes on running. */
  async letGo(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) await disconnect(running);
    for (const stream of this.#open.values()) stream.destroy();
    this.#changed.dispose();
    this.#happened.dispose();
  }

  async #start(
    boot: 'saved' | 'cold',
    wanted: AcceleratorName | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { spec, isFresh } = this.#record;
    this.#halt = new AbortController();
    const either = AbortSignal.any([signal, this.#halt.signal]);
    this.#set('starting');
    try {
      const accelerator = await this.#tools.chooseAccelerator(spec.files, wanted, either);
      await this.#write({ accelerator, isFresh: false }, either);
      const isSaved = boot === 'saved' && isFresh && (await this.#continue(either));
      if (!isSaved) await this.#boot(isFresh, either);
      await this.refresh(either);
    } catch (error) {
      // One that hangs at boot may be looked at.
      if (isError(error, 'guest-silent') || isError(error, 'vm-panicked')) throw error;
      await this.#end();
      // Nobody has had a prompt yet: nothing of anybody's is on its disks.
      await this.#write({ isFresh }, AbortSignal.timeout(cleanUpLimitMs));
      signal.throwIfAborted();
      throw error;
    }
  }

  /** Lets it go on from the saved state of its kind; false where that cannot be. */
  async #continue(signal: AbortSignal): Promise<boolean> {
    const { spec, uuid, accelerator } = this.#record;
    // A state that does not load, because QEMU was updated or a file damaged, is made anew once.
    for (const tries of [1, 2]) {
      const at = Date.now();
      const saved = await this.#tools.savedStates.prepare(spec, accelerator.name, signal);
      await this.#makeDisks(saved.disk, signal);
      const running = await this.#launch('saved', 'incoming', signal);
      try {
        await saved.load(running, signal);
      } catch (error) {
        signal.throwIfAborted();
        this.#tools.log.warn(`try ${tries}: ${String(error)}`);
        await this.#end();
        await saved.discard(signal);
        continue;
      }
      await this.#waitForAgent(running, signal);
      await guest.personalize(running.agent, spec.name, uuid, signal);
      await this.#noteStarted(running, 'saved', at, signal);
      return true;
    }
    return false;
  }

  async #boot(isFresh: boolean, signal: AbortSignal): Promise<void> {
    const at = Date.now();
    if (isFresh) await this.#makeDisks(this.#tools.place.path(this.spec.files.disk), signal);
    const running = await this.#launch('cold', 'boot', signal);
    await this.#waitForAgent(running, signal);
    await this.#noteStarted(running, 'cold', at, signal);
  }

  async #noteStarted(
    running: RunningVm,
    how: 'cold' | 'saved',
    at: number,
    signal: AbortSignal,
  ): Promise<void> {
    const run = { at, how, tookMs: Date.now() - at, args: [...running.args] };
    await this.#write({ run }, signal);
  }

  async #makeDisks(backing: string, signal: AbortSignal): Promise<void> {
    const { sets } = this.#disks;
    this.#disks = await VmDisks.create(sets, this.spec.name, backing, this.spec.disks, signal);
    await sets.removeUnused(signal);
  }

  async #launch(
    how: 'cold' | 'saved',
    begin: 'boot' | 'stopped' | 'incoming',
    signal: AbortSignal,
  ): Promise<RunningVm> {
    const { place, log } = this.#tools;
    await place.files.remove(consoleLog(this.folder), signal);
    await this.#write({ run: { at: Date.now(), how, args: [] } }, signal);
    const running = await launch({ ...this.#launchOptions(), begin, slot: 0 }, log, signal);
    this.#migration = undefined;
    this.#cpus = this.spec.cpus.start;
    this.#attach(running);
    this.#set('starting');
    return running;
  }

  #launchOptions(): Omit<Launch, 'begin' | 'slot'> {
    const { place, session } = this.#tools;
    const { spec, uuid, accelerator } = this.#record;
    const { files: disks } = this.#disks;
    return {
      place,
      session,
      spec,
      uuid,
      disks,
      folder: this.folder,
      accelerator: accelerator.name,
    };
  }

  #attach(running: RunningVm): void {
    this.#running = running;
    this.#isEnding = false;
    running.qmp.onDidHappen((event) => {
      if (this.#running === running) this.#hear(running, event);
    });
    this.#gone = running.process.ended.then(async ({ lastWords }) => {
      // What QEMU said before it went says why.
      await running.qmp.ended;
      if (this.#running === running) await this.#exited(running, lastWords);
    });
  }

  #hear(running: RunningVm, { name, data, at }: QmpEvent): void {
    if (name === 'STOP' && this.#status === 'running') this.#set('paused');
    if (name === 'RESUME' && this.#status === 'paused') this.#set('running');
    if (name === 'GUEST_PANICKED') this.#panic();
    if (name === 'SHUTDOWN') this.#isEnding = true;
    // The firmware resets once more by itself: then it is no longer running.
    if (name === 'RESET' && this.#status === 'running') void this.#comeBack(running);
    this.#happened.fire({ vm: this.spec.name, name, at, data });
  }

  #panic(): void {
    this.#halt.abort(vmPanicked(this.spec.name));
    this.#set(
      'panicked',
      t('The kernel of the guest has panicked; its last words are on its console.'),
    );
  }

  async #exited(running: RunningVm, lastWords: string): Promise<void> {
    this.#running = undefined;
    await this.#leave(running);
    const said = lastWords || t('QEMU ended without a word.');
    this.#halt.abort(vmNotStarted(this.spec.name, said));
    if (this.#isEnding) this.#set('off');
    else this.#set('lost', said);
    const data = { expected: this.#isEnding, lastWords };
    this.#happened.fire({ vm: this.spec.name, name: 'EXIT', at: Date.now(), data });
    await this.#forgetRun(AbortSignal.timeout(cleanUpLimitMs));
  }

  /** Ends a QEMU that is not this VM's any more, and takes away what it leaves. */
  async #leave(running: RunningVm): Promise<void> {
    await running.process.kill();
    await disconnect(running);
    await this.#tools.place.files.remove(running.sockets, AbortSignal.timeout(cleanUpLimitMs));
  }

  /** A guest that boots by itself, or that was found while it did. */
  async #comeBack(running: RunningVm): Promise<void> {
    this.#set('starting');
    const signal = AbortSignal.timeout(bootLimitMs);
    try {
      await this.#waitForAgent(running, signal);
      const { run, uuid, spec } = this.#record;
      if (run !== undefined && run.tookMs === undefined) {
        // Isolab ended in the middle of its start.
        if (run.how === 'saved') await guest.personalize(running.agent, spec.name, uuid, signal);
        const tookMs = Date.now() - run.at;
        await this.#write({ run: { ...run, tookMs } }, signal);
      }
      this.#cpus = await countCpus(this, signal);
      await this.refresh(signal);
    } catch (error) {
      this.#tools.log.warn(`the guest ${this.spec.name} does not come back: ${String(error)}`);
    }
  }

  async #waitForAgent(running: RunningVm, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(bootLimitMs);
    running.agent.desync();
    try {
      await running.agent.ready(AbortSignal.any([signal, this.#halt.signal, limit]));
    } catch (error) {
      signal.throwIfAborted();
      this.#halt.signal.throwIfAborted();
      throw guestSilent(this.spec.name, bootLimitMs, error);
    }
    if (this.#status === 'starting') this.#set('running');
  }

  async #powerDown(running: RunningVm, signal: AbortSignal): Promise<void> {
    this.#isEnding = true;
    const limit = AbortSignal.timeout(powerDownLimitMs);
    try {
      await guest.powerDown(running.agent, AbortSignal.any([signal, limit]));
      await within(powerDownLimitMs, running.process.ended);
    } catch {
      // It is ended without its help.
      signal.throwIfAborted();
    }
  }

  /** Ends QEMU, which writes out its disks first where it still can. */
  async #end(): Promise<void> {
    const running = this.#running;
    this.#isEnding = true;
    if (running !== undefined) {
      const limit = AbortSignal.timeout(quitLimitMs);
      await running.qmp.ask('quit', {}, limit).catch(() => {}); // it may be gone while it says so
      await within(quitLimitMs, running.process.ended).catch(() => running.process.kill());
    }
    await within(cleanUpLimitMs, this.#gone);
    this.#set('off');
  }

  async #findRunning(signal: AbortSignal): Promise<RunningVm | undefined> {
    const { place, log } = this.#tools;
    let kept: RunningVm | undefined;
    for (const slot of [0, 1] as const) {
      const word = socketsOf(place, this.folder, slot);
      const process = await place.findByWord(word, qemuLog(this.folder, slot));
      if (process === undefined) {
        await place.files.remove(word, signal);
        continue;
      }
      const { spec, run } = this.#record;
      const vm = { place, folder: this.folder, slot, spec, args: run?.args ?? [], process };
      const running = await connectToQemu(vm, log, signal).catch(() => undefined);
      if (kept === undefined && running !== undefined && (await isWorthKeeping(running, signal))) {
        kept = running;
      } else {
        await process.kill();
        await place.files.remove(word, signal);
      }
    }
    return kept;
  }

  async #forgetRun(signal: AbortSignal): Promise<void> {
    const { run: _, ...rest } = this.#record;
    this.#record = rest;
    await this.#write({}, signal);
  }

  async #write(change: Partial<VmRecord>, signal: AbortSignal): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeVmRecord(this.#tools.place.files, this.folder, this.#record, signal);
  }

  async #connect(name: SocketName, signal: AbortSignal): Promise<Duplex> {
    const { place, sockets } = this.#needRunning();
    this.#open.get(name)?.destroy();
    const stream = await place.connect(socketPath(sockets, name), signal);
    this.#open.set(name, stream);
    stream.once('close', () => {
      if (this.#open.get(name) === stream) this.#open.delete(name);
    });
    return stream;
  }

  get #agent() {
    return this.#needRunning().agent;
  }

  #needRunning(): RunningVm {
    if (this.#running === undefined) throw vmNotRunning(this.spec.name);
    return this.#running;
  }

  #whileRunning(work: (running: RunningVm) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      await work(this.#needRunning());
      await this.refresh(AbortSignal.timeout(cleanUpLimitMs));
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {}); // who asked hears of it
    return mine;
  }

  #set(status: VmStatus, trouble?: string): void {
    this.#status = status;
    this.#trouble = trouble;
    this.#changed.fire(this.facts);
  }
}

/** False for one that has handed its guest on, or was waiting for one: its Isolab died in the middle of that. */
async function isWorthKeeping({ qmp }: RunningVm, signal: AbortSignal): Promise<boolean> {
  const { status } = await qmp.ask('query-status', {}, signal);
  return ['running', 'paused', 'guest-panicked'].includes(status);
}

async function disconnect({ qmp, agent }: RunningVm): Promise<void> {
  await qmp[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
}

/** Gives up after this time. An end that is only looked for would not keep this process alive; the timer does. */
async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const over = delay(limitMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`it took longer than ${limitMs} ms`);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    timer.abort();
    over.catch(() => {}); // it was not waited for
  }
}
