import type { Duplex } from 'node:stream';
import { timeLimit } from '../base/timeLimit.ts';
import { consoleBusy, vmPanicked, vmPaused } from '../base/vmErrors.ts';
import type { Event } from '../base/event.ts';
import type { Command, CommandResult } from '../base/run.ts';
import { findRunning } from './adopt.ts';
import { socketPath, virtioConsoles, type SocketName } from './argv.ts';
import { readCounters } from './counters.ts';
import { deleteSnapshot, reloadState, restoreSnapshot, saveSnapshot } from './disk/snapshots.ts';
import type { VmDisks } from './disk/vmDisks.ts';
import { askToPowerDown, cleanUpLimitMs, removeQemu, within } from './ending.ts';
import type { MigrationFacts, VmCounters, VmEvent, VmFacts } from './facts.ts';
import * as guest from './guest.ts';
import { readResidentBytes } from './resident.ts';
import { countCpus, setCpus } from './hardware/cpus.ts';
import { setMemory } from './hardware/memory.ts';
import { readConsoleLog } from './consoleLog.ts';
import { answerLimitMs, bootLimitMs, type VmLife } from './life.ts';
import { moveToNewProcess, takeForwards } from './move.ts';
import type { RunningVm } from './running.ts';
import type { VmSpec } from './spec.ts';
import { startVm } from './start.ts';
import { unlessAborted } from '../base/unlessAborted.ts';
import type { StartOptions, Vm } from './vm.ts';

/** A guest that runs answers in a tenth of a second. Whoever opens a lab does not wait for one that hangs. */
const greetingLimitMs = 5_000;

/** One VM of a fleet. What may not happen at once happens in turn; only a forced stop comes between. */
export class QemuVm implements Vm {
  readonly consoles = virtioConsoles + 1;
  readonly #life: VmLife;
  readonly #streams = new Set<Duplex>();

  constructor(life: VmLife) {
    this.#life = life;
  }

  get spec(): VmSpec {
    return this.#life.spec;
  }

  get folder(): string {
    return this.#life.folder;
  }

  get facts(): VmFacts {
    return this.#life.facts;
  }

  get onDidChange(): Event<VmFacts> {
    return this.#life.onDidChange;
  }

  get onDidHappen(): Event<VmEvent> {
    return this.#life.onDidHappen;
  }

  refresh(signal: AbortSignal): Promise<VmFacts> {
    return this.#life.refresh(signal);
  }

  start(options: StartOptions, signal: AbortSignal): Promise<void> {
    const life = this.#life;
    return life.inTurn(async () => {
      if (life.status === 'panicked') await life.end();
      if (life.running !== undefined) return;
      await life.settled();
      await startVm(life, options, signal);
    });
  }

  stop(options: { readonly force?: boolean }, signal: AbortSignal): Promise<void> {
    const life = this.#life;
    if (options.force === true) life.interrupt();
    return life.inTurn(async () => {
      if (life.running === undefined) return life.settled();
      life.expectEnd();
      if (options.force !== true && life.status === 'running') {
        await askToPowerDown(life.running, signal);
      }
      await life.end();
    });
  }

  pause(signal: AbortSignal): Promise<void> {
    return this.#change(async ({ qmp }) => {
      await qmp.ask('stop', {}, signal);
    });
  }

  resume(signal: AbortSignal): Promise<void> {
    return this.#change(async ({ qmp }) => {
      await qmp.ask('cont', {}, signal);
    });
  }

  reset(signal: AbortSignal): Promise<void> {
    const life = this.#life;
    return this.#change(async (running) => {
      const either = life.begin(signal);
      life.setStatus('starting');
      await this.#forgetTranslated(running, either);
      await running.qmp.ask('system_reset', {}, either);
      await running.qmp.ask('cont', {}, either);
      await life.waitForAgent(running, bootLimitMs, either);
      life.cameUp();
    });
  }

  async run(command: Command, signal: AbortSignal): Promise<CommandResult> {
    return guest.runInGuest(await this.#needAgent(signal), command, signal);
  }

  async readFile(path: string, signal: AbortSignal): Promise<guest.GuestFile | undefined> {
    return guest.readGuestFile(await this.#needAgent(signal), path, signal);
  }

  async writeFile(
    path: string,
    content: Uint8Array,
    mode: number,
    signal: AbortSignal,
  ): Promise<void> {
    return guest.writeGuestFile(await this.#needAgent(signal), path, content, mode, signal);
  }

  async connectProbe(signal: AbortSignal): Promise<Duplex> {
    return this.#connect('probe', signal);
  }

  async connectTape(signal: AbortSignal): Promise<Duplex> {
    return this.#connect('tape', signal);
  }

  async connectConsole(index: number, signal: AbortSignal): Promise<Duplex> {
    const name = `console${index}` as const;
    const chardevs = await this.#life.needRunning().qmp.ask('query-chardev', {}, signal);
    const found = chardevs.find(({ label }) => label === name);
    // So QEMU calls a socket that nobody is connected to (chardev/char-socket.c).
    if (found?.filename.startsWith('disconnected:') !== true) {
      throw consoleBusy(this.spec.name, index);
    }
    return this.#connect(name, signal);
  }

  async resizeConsole(
    index: number,
    rows: number,
    columns: number,
    signal: AbortSignal,
  ): Promise<void> {
    return guest.resizeTerminal(await this.#needAgent(signal), index, rows, columns, signal);
  }

  consoleLog(): Promise<string> {
    return readConsoleLog(this.#life.tools.place.files, this.folder);
  }

  setCpus(count: number, signal: AbortSignal): Promise<void> {
    return this.#change(async ({ qmp }) => {
      await setCpus(qmp, this, count, signal);
      this.#life.setCpuCount(count);
    });
  }

  setMemory(bytes: number, signal: AbortSignal): Promise<void> {
    const { maxBytes } = this.spec.memory;
    return this.#change(({ qmp }) => setMemory(qmp, this, maxBytes, bytes, signal));
  }

  saveSnapshot(name: string, signal: AbortSignal): Promise<void> {
    return this.#change(({ qmp }) => saveSnapshot(this.#life.disks, name, qmp, signal));
  }

  deleteSnapshot(name: string, signal: AbortSignal): Promise<void> {
    const life = this.#life;
    return life.inTurn(async () => {
      await deleteSnapshot(life.disks, name, life.running?.qmp, signal);
      await life.refresh(signal);
    });
  }

  restoreSnapshot(name: string, signal: AbortSignal): Promise<void> {
    const life = this.#life;
    return life.inTurn(async () => {
      let either = life.begin(signal);
      const relaunch = async () => {
        await life.end();
        // The end of the QEMU before is no reason to give up.
        either = life.begin(signal);
        return (await life.launch('saved', 'stopped', either)).qmp;
      };
      await restoreSnapshot(life.disks, name, { monitor: life.running?.qmp, relaunch }, signal);
      const running = life.needRunning();
      life.setStatus('starting');
      await life.waitForAgent(running, answerLimitMs, either);
      life.cameUp();
      await guest.setClock(running.agent, either);
      life.setCpuCount(await countCpus(running.agent, either));
      await life.refresh(either);
    });
  }

  migrate(signal: AbortSignal): Promise<MigrationFacts> {
    const life = this.#life;
    return life.inTurn(async () => {
      const source = life.needRunning();
      const before = life.status;
      const report = life.setMigration.bind(life);
      life.setStatus('migrating');
      try {
        const options = life.launchOptions;
        const { log } = life.tools;
        const { running, facts } = await moveToNewProcess(source, options, report, log, signal);
        life.attach(running);
        await removeQemu(source);
        await takeForwards(running, timeLimit(cleanUpLimitMs));
        running.agent.desync();
        report(facts);
        return facts;
      } finally {
        if (life.status === 'migrating') life.setStatus(before);
        // Who waited for it to come back did so where it was.
        if (before === 'starting' && life.running !== undefined) void life.comeBack(life.running);
        if (life.running !== undefined) await life.refresh(timeLimit(cleanUpLimitMs));
      }
    });
  }

  async counters(signal: AbortSignal): Promise<VmCounters> {
    const { qmp, place, process } = this.#life.needRunning();
    const counters = await readCounters(qmp, signal);
    const bytes = await readResidentBytes(place, process.identity.pid, signal);
    const own = bytes === undefined ? {} : { qemuResidentBytes: bytes };
    return { ...counters, values: { ...counters.values, ...own } };
  }

  async qmp(
    command: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<unknown> {
    return this.#life.needRunning().qmp.execute(command, args, signal);
  }

  /** Takes over what an Isolab that has ended left running. */
  adopt(signal: AbortSignal): Promise<void> {
    const life = this.#life;
    return life.inTurn(async () => {
      const { place, log } = life.tools;
      const found = await findRunning(place, life.folder, life.record, log, signal);
      if (found === undefined) return life.forgetRun();
      const { status } = await found.qmp.ask('query-status', {}, signal);
      life.attach(found);
      await life.disks.adopt(found.qmp, signal);
      // Nobody has paused one whose start was not over: its Isolab ended before it let it go on.
      const isHalfStarted = life.record.run?.tookMs === undefined;
      if (status === 'paused' && isHalfStarted) await found.qmp.ask('cont', {}, signal);
      if (status === 'guest-panicked') life.panic();
      else if (status === 'paused' && !isHalfStarted) life.setStatus('paused');
      // So who opens a lab finds its guest as it is; one that does not answer is followed from there on.
      else await within(greetingLimitMs, life.comeBack(found)).catch(() => {});
      await takeForwards(found, signal);
    });
  }

  /** Makes the disks of a VM that goes on from here; see VmDisks. */
  cloneDisks(to: string, signal: AbortSignal): Promise<VmDisks> {
    const life = this.#life;
    return life.inTurn(async () => {
      const { running } = life;
      if (life.status === 'running' && running) await guest.writeOut(running.agent, signal);
      const disks = await life.disks.clone(to, running?.qmp, signal);
      // Its disks are no longer those that a saved state knows.
      await life.write({ isFresh: false }, signal);
      await life.refresh(signal);
      return disks;
    });
  }

  /** Lets go of a VM that goes on running. */
  async letGo(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    await this.#life.letGo();
  }

  /**
   * Emulation takes back what it has translated of a program when that is overwritten. At a boot that is all of it, piece
   * by piece, and takes longer than the boot; after loading a state it is forgotten at once (cpu.c of QEMU 7.2,
   * cpu_common_post_load()).
   */
  async #forgetTranslated({ qmp }: RunningVm, signal: AbortSignal): Promise<void> {
    const { record, disks, tools } = this.#life;
    if (record.accelerator.name !== 'tcg') return;
    await qmp.ask('stop', {}, signal);
    try {
      await reloadState(disks, qmp, signal);
    } catch (error) {
      signal.throwIfAborted();
      tools.log.warn(`${this.spec.name} boots anew slowly: ${String(error)}`);
    }
  }

  #change(work: (running: RunningVm) => Promise<void>): Promise<void> {
    const life = this.#life;
    return life.inTurn(async () => {
      await work(life.needRunning());
      await life.refresh(timeLimit(cleanUpLimitMs));
    });
  }

  async #connect(name: SocketName, signal: AbortSignal): Promise<Duplex> {
    const { place, sockets } = this.#life.needRunning();
    const stream = await place.connect(socketPath(sockets, name), signal);
    this.#streams.add(stream);
    return stream.once('close', () => this.#streams.delete(stream));
  }

  async #needAgent(signal: AbortSignal): Promise<RunningVm['agent']> {
    await unlessAborted(this.#life.cameBack, signal);
    const { status } = this.#life;
    if (status === 'paused') throw vmPaused(this.spec.name);
    if (status === 'panicked') throw vmPanicked(this.spec.name);
    return this.#life.needRunning().agent;
  }
}
