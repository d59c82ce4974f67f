import { type IsolabError } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import {
  guestSilent,
  vmDiskFull,
  vmNotRunning,
  vmNotStarted,
  vmPanicked,
  vmStopped,
} from '../base/vmErrors.ts';
import { Emitter, type Event } from '../base/event.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Choice } from './accelerator/choose.ts';
import { agentPort } from './argv.ts';
import type { VmDisks } from './disk/vmDisks.ts';
import { cleanUpLimitMs, disconnect, endQemu, removeQemu, within } from './ending.ts';
import type { MigrationFacts, VmEvent, VmFacts, VmStatus } from './facts.ts';
import { personalize } from './guest.ts';
import { countCpus } from './hardware/cpus.ts';
import { consoleLog, watchConsoleLog } from './consoleLog.ts';
import { launch, type Launch } from './launch.ts';
import type { QemuPlace } from './place.ts';
import type { QmpEvent } from './qmp/message.ts';
import type { RunningVm } from './running.ts';
import type { SavedStates } from './savedStates.ts';
import { readSizes, type Sizes } from './sizes.ts';
import type { AcceleratorName, GuestFiles, VmSpec } from './spec.ts';
import { vmFacts } from './vmFacts.ts';
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

/** A guest under emulation boots in 4 s; on a machine with eight that do so at once it takes a minute. */
export const bootLimitMs = 120_000;

/** A guest that has booted answers in a tenth of a second; on a machine with eight that start it takes seconds. */
export const answerLimitMs = 30_000;

/** The life of one VM: what is recorded of it, its QEMU as it comes and goes, and what that tells. */
export class VmLife {
  readonly tools: VmTools;
  readonly folder: string;
  disks: VmDisks;
  readonly onDidChange: Event<VmFacts>;
  readonly onDidHappen: Event<VmEvent>;
  readonly #changed = new Emitter<VmFacts>();
  readonly #happened = new Emitter<VmEvent>();
  #record: VmRecord;
  #sizes: Sizes = { disks: [], cpuThreads: [], memoryBytes: 0, balloonBytes: 0 };
  /** How many CPUs the guest uses. */
  #cpus: number;
  #migration: MigrationFacts | undefined;
  #status: VmStatus = 'off';
  #trouble: string | undefined;
  #running: RunningVm | undefined;
  #logWatch: Disposable | undefined;
  /** Aborts what waits for a guest that will not answer any more. */
  #halt = new AbortController();
  #isEnding = false;
  #gone: Promise<void> = Promise.resolve();
  #cameBack: Promise<void> = Promise.resolve();
  #last: Promise<unknown> = Promise.resolve();

  /** Of a VM whose folder, record and disks are there. */
  constructor(tools: VmTools, folder: string, record: VmRecord, disks: VmDisks) {
    this.tools = tools;
    this.folder = folder;
    this.#record = record;
    this.disks = disks;
    this.#cpus = record.spec.cpus.start;
    this.onDidChange = this.#changed.event;
    this.onDidHappen = this.#happened.event;
  }

  get record(): VmRecord {
    return this.#record;
  }

  get spec(): VmSpec {
    return this.#record.spec;
  }

  get status(): VmStatus {
    return this.#status;
  }

  get running(): RunningVm | undefined {
    return this.#running;
  }

  get facts(): VmFacts {
    return vmFacts({
      record: this.#record,
      status: this.#status,
      trouble: this.#trouble,
      running: this.#running,
      sizes: this.#sizes,
      cpus: this.#cpus,
      snapshots: this.disks.snapshots,
      migration: this.#migration,
    });
  }

  /** How its QEMU is started. */
  get launchOptions(): Omit<Launch, 'begin' | 'slot'> {
    const { place, session } = this.tools;
    const { spec, uuid, accelerator } = this.#record;
    const { files: disks } = this.disks;
    const { folder } = this;
    return { place, folder, session, spec, uuid, disks, accelerator: accelerator.name };
  }

  /** The running VM; throws for one that is off. */
  needRunning(): RunningVm {
    if (this.#running === undefined) throw vmNotRunning(this.spec.name);
    return this.#running;
  }

  /** Does one thing at a time with it, in the order asked. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {}); // who asked hears of it
    return mine;
  }

  async refresh(signal: AbortSignal): Promise<VmFacts> {
    const running = this.#running;
    const disks = await this.disks.facts(running?.qmp, signal);
    const rest = running === undefined ? {} : await readSizes(running.qmp, signal);
    this.#tell(() => (this.#sizes = { ...this.#sizes, ...rest, disks }));
    return this.facts;
  }

  setStatus(status: VmStatus): void {
    this.#tell(() => {
      this.#status = status;
      this.#trouble = undefined;
    });
  }

  setCpuCount(cpus: number): void {
    this.#tell(() => (this.#cpus = cpus));
  }

  setMigration(migration: MigrationFacts): void {
    this.#tell(() => (this.#migration = migration));
  }

  /** Keeps what has changed of its record. */
  async write(change: Partial<VmRecord>, signal: AbortSignal): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeVmRecord(this.tools.place.files, this.folder, this.#record, signal);
  }

  /** Notes that there is no process of it. */
  async forgetRun(): Promise<void> {
    const { run, ...rest } = this.#record;
    if (run === undefined) return;
    this.#record = rest;
    await this.noteAfterwards({});
  }

  /** Keeps what has changed where that can be: on a full disk things must still come to an end. */
  async noteAfterwards(change: Partial<VmRecord>): Promise<void> {
    try {
      await this.write(change, timeLimit(cleanUpLimitMs));
    } catch (error) {
      this.tools.log.warn(String(error));
    }
  }

  /** Aborts with `signal`, and when the guest cannot answer any more: it panicked, QEMU ended, it was stopped. */
  begin(signal: AbortSignal): AbortSignal {
    this.#halt = new AbortController();
    return AbortSignal.any([signal, this.#halt.signal]);
  }

  /** Ends whatever waits for the guest. */
  interrupt(): void {
    this.#halt.abort(vmStopped(this.spec.name));
  }

  /** Starts QEMU; its guest may be used when `waitForAgent` has resolved. */
  async launch(
    how: 'cold' | 'saved',
    begin: Launch['begin'],
    signal: AbortSignal,
  ): Promise<RunningVm> {
    const { place, log } = this.tools;
    await place.files.remove(consoleLog(this.folder), signal);
    await this.write({ run: { at: Date.now(), how, args: [] } }, signal);
    const running = await launch({ ...this.launchOptions, begin, slot: 0 }, log, signal);
    this.#migration = undefined;
    this.#cpus = this.spec.cpus.start;
    this.attach(running);
    this.setStatus('starting');
    return running;
  }

  /** Takes this QEMU for its own from now on. */
  attach(running: RunningVm): void {
    this.#tell(() => (this.#running = running));
    this.#isEnding = false;
    running.qmp.onDidHappen((event) => {
      if (this.#running === running) this.#hear(running, event);
    });
    const { place, log } = this.tools;
    this.#logWatch?.[Symbol.dispose]();
    this.#logWatch = watchConsoleLog(place.files, this.folder, log);
    this.#gone = running.process.ended.then(async ({ lastWords }) => {
      // What QEMU said before it went says why.
      await running.qmp.ended;
      if (this.#running === running) await this.#exited(running, lastWords);
    });
  }

  /** Waits until the guest's agent answers; `signal` is of `begin`. */
  async waitForAgent({ agent }: RunningVm, limitMs: number, signal: AbortSignal): Promise<void> {
    const limit = timeLimit(limitMs);
    agent.desync();
    try {
      await agent.ready(AbortSignal.any([signal, limit]));
    } catch (error) {
      signal.throwIfAborted();
      throw guestSilent(this.spec.name, limitMs, error);
    }
  }

  /** From now on the guest can be used. */
  cameUp(): void {
    if (this.#status === 'starting') this.setStatus('running');
  }

  /** Resolves when a guest that comes back by itself can be used, or will not come. */
  get cameBack(): Promise<void> {
    return this.#cameBack;
  }

  /** Follows a guest that boots by itself, or that was found running; resolves when it is there, or does not come. */
  comeBack(running: RunningVm): Promise<void> {
    return (this.#cameBack = this.#comeBack(running));
  }

  /** Notes that the guest's kernel has given up. */
  panic(): void {
    this.#standStill('panicked', vmPanicked(this.spec.name));
  }

  /** From now on its end is no surprise. */
  expectEnd(): void {
    this.#isEnding = true;
  }

  /** Ends its QEMU, if there is one. */
  async end(): Promise<void> {
    this.expectEnd();
    if (this.#running !== undefined) await endQemu(this.#running);
    await this.settled();
    this.setStatus('off');
  }

  /** Waits until nothing is left of a QEMU that has ended. */
  settled(): Promise<void> {
    return within(cleanUpLimitMs, this.#gone);
  }

  /** Lets go of a VM that goes on running. */
  async letGo(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.#logWatch?.[Symbol.dispose]();
    if (running !== undefined) await disconnect(running);
    this.#changed.dispose();
    this.#happened.dispose();
  }

  async #comeBack(running: RunningVm): Promise<void> {
    this.setStatus('starting');
    const signal = this.begin(timeLimit(bootLimitMs));
    try {
      await this.waitForAgent(running, bootLimitMs, signal);
      const { run, uuid, spec } = this.#record;
      if (run !== undefined && run.tookMs === undefined) {
        // Isolab ended in the middle of its start.
        if (run.how === 'saved') await personalize(running.agent, spec.name, uuid, signal);
        await this.write({ run: { ...run, tookMs: Date.now() - run.at } }, signal);
      }
      this.cameUp();
      this.setCpuCount(await countCpus(running.agent, signal));
      await this.refresh(signal);
    } catch (error) {
      this.tools.log.warn(`the guest ${this.spec.name} does not come back: ${String(error)}`);
    }
  }

  #hear(running: RunningVm, { name, data, at }: QmpEvent): void {
    if (name === 'STOP' && this.#status === 'running') this.setStatus('paused');
    if (name === 'RESUME' && this.#status === 'paused') this.setStatus('running');
    if (name === 'GUEST_PANICKED') this.panic();
    // The agent has let go of its port, or opened it (qapi/char.json).
    if (name === 'VSERPORT_CHANGE' && data['id'] === agentPort) {
      if (data['open'] === true) running.agent.came();
      else running.agent.ended();
    }
    // QEMU stops the guest then, and would let it go on when there is room again (qemu(1), werror=enospc).
    if (name === 'BLOCK_IO_ERROR' && data['nospace'] === true) {
      this.#standStill('paused', vmDiskFull(this.spec.name, this.folder));
    }
    if (name === 'SHUTDOWN') this.expectEnd();
    // The firmware resets once more by itself: then it is no longer running.
    if (name === 'RESET' && this.#status === 'running') void this.comeBack(running);
    this.#happened.fire({ vm: this.spec.name, name, at, data });
  }

  /** Nobody needs to wait for this guest any more. */
  #standStill(status: 'panicked' | 'paused', why: IsolabError): void {
    this.#halt.abort(why);
    this.#running?.agent.block(why);
    this.#tell(() => {
      this.#status = status;
      this.#trouble = why.message;
    });
  }

  async #exited(running: RunningVm, lastWords: string): Promise<void> {
    this.#running = undefined;
    this.#logWatch?.[Symbol.dispose]();
    await removeQemu(running);
    const isExpected = this.#isEnding;
    const said = lastWords || t('QEMU ended without a word.');
    this.#halt.abort(vmNotStarted(this.spec.name, said));
    await this.forgetRun();
    this.#tell(() => {
      this.#status = isExpected ? 'off' : 'lost';
      this.#trouble = isExpected ? undefined : said;
    });
    const data = { expected: isExpected, lastWords };
    this.#happened.fire({ vm: this.spec.name, name: 'EXIT', at: Date.now(), data });
  }

  #tell(change: () => void): void {
    const before = JSON.stringify(this.facts);
    change();
    const after = this.facts;
    if (JSON.stringify(after) !== before) this.#changed.fire(after);
  }
}
