import { cacheFolder } from '../base/cacheFolder.ts';
import { Emitter, type Disposable, type Event } from '../base/event.ts';
import { describeError, type Log } from '../base/log.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { World } from '../check/world.ts';
import type { Engine } from '../engine/engine.ts';
import type { RecordedCall } from '../engine/relay/recordedCall.ts';
import type { Relay } from '../engine/relay/relay.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Ladder } from '../ladder/rung.ts';
import { ImageReadings } from '../layers/imageReadings.ts';
import type { BoundLab, BoundStep } from '../lab/lab.ts';
import type { ProseNode } from '../lab/prose.ts';
import { parseProse } from '../lab/markdown.ts';
import type { Console } from '../machine/consoles.ts';
import type { Report } from '../machine/equipment.ts';
import type { MachineKind } from '../machine/kind.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';
import type { VmCounters, VmEvent } from '../qemu/facts.ts';
import type { Vm } from '../qemu/vm.ts';
import type { EndedCommand, StartedCommand } from '../recorder/command.ts';
import type { Recorder } from '../recorder/recorder.ts';
import type { Recording } from '../recorder/recording.ts';
import { Answers } from './answers.ts';
import type { ControlServer } from './control/server.ts';
import type { Lock } from './lock.ts';
import { obeyVm } from './obeyVm.ts';
import type { LabMachine } from './labMachine.ts';
import { Loop } from './loop.ts';
import type { Owned } from './owned.ts';
import type { SessionRecord } from './record.ts';
import { openStep, resetLab, resetStep, type ResetParts } from './reset.ts';
import { describeSession } from './sessionState.ts';
import { sessionWorld } from './sessionWorld.ts';
import { consoleShell, labEnvironment, learnerShell } from './shell.ts';
import type { SessionState } from './state.ts';
import { Tasks } from './tasks.ts';
import { onEngine, onFiles, onRecordings } from './triggers.ts';
import type { OpenTerminal } from './typist.ts';
import type { VmAnswer, VmRequest } from './vmRequest.ts';
import type { Vms } from './vms.ts';
import { removeFolder, type WorkFolder } from './workFolder.ts';

/** What a session is made of; it owns the lock, the record, the VMs, the recorder and the two sockets, and borrows the rest. */
export interface SessionParts {
  readonly lab: BoundLab;
  readonly folder: string;
  /** Absent where there is none and the lab needs none; likewise the probe and the relay. */
  readonly engine: Engine | undefined;
  readonly probe: Probe | undefined;
  readonly machine: LabMachine;
  readonly vms: Vms;
  readonly lock: Lock;
  readonly record: SessionRecord;
  readonly owned: Owned;
  readonly work: WorkFolder;
  readonly relay: Relay | undefined;
  readonly recorder: Recorder;
  readonly control: ControlServer;
  /** The folder in which the lab's shells find `isolab`. */
  readonly launcher: string | undefined;
  readonly log: Log;
  /** Hears what is going on, for whoever waits. */
  readonly report: Report;
  /** What had to be repaired when the session was opened. */
  readonly note?: string;
}

/** One learner doing one lab: looks by itself, keeps what was reached, and can bring everything back or take it away. */
export class Session implements AsyncDisposable {
  readonly #parts: SessionParts;
  readonly #loop: Loop;
  readonly #answers: Answers;
  readonly #readings: ImageReadings | undefined;
  readonly #changed = new Emitter<SessionState>();
  readonly #subscriptions: readonly Disposable[];
  #tasks: Tasks;
  #told = '';
  #hasEnded = false;

  /** Tells the whole new state whenever something of it has changed. */
  readonly onDidChange: Event<SessionState> = this.#changed.event;
  /** Passes on what its VMs announce. */
  readonly onDidHappen: Event<VmEvent>;

  constructor(parts: SessionParts, step: BoundStep) {
    const { engine, record, relay, recorder, vms, work, log } = parts;
    this.#parts = parts;
    this.#tasks = new Tasks(step, record);
    this.#answers = new Answers(record);
    this.#readings = engine && new ImageReadings(engine.imageStore, cacheFolder());
    this.#loop = new Loop((signal) => this.#look(signal), log);
    const happened = (): void => this.#loop.trigger();
    this.onDidHappen = vms.onDidHappen;
    this.#subscriptions = [
      ...(engine === undefined ? [] : [onEngine(engine, happened)]),
      onFiles(work.path, happened, log),
      ...(relay === undefined ? [] : [relay.onDidCall((call) => this.#called(call))]),
      onRecordings(recorder, happened),
      vms.onDidHappen(happened),
      vms.onDidStartCommand((command) => this.commandStarted(command)),
      vms.onDidEndCommand((command) => this.commandEnded(command)),
      vms.onDidChange(() => {
        void this.#parts.owned.lookAtVms();
        this.#tell();
        happened();
      }),
    ];
    parts.control.serve(this);
  }

  get state(): SessionState {
    return describeSession(this.#parts, this.#stepIndex, (task) => this.#tasks.sightOf(task));
  }

  /** The prose of the open step. */
  get prose(): readonly ProseNode[] {
    return parseProse(this.#tasks.step.text);
  }

  /** The same as Markdown, for a terminal. */
  get markdown(): string {
    return this.#tasks.step.text;
  }

  /** The learner's working folder. */
  get workFolder(): string {
    return this.#parts.work.path;
  }

  /** The learner's shell on the lab's machine; on this computer it talks to the engine through this session's relay. */
  shell(): ShellSpec {
    return learnerShell(this.#parts, this.#parts.machine.machine);
  }

  /** The learner's shell on this computer, wherever the lab is done. */
  hostShell(): ShellSpec {
    return learnerShell(this.#parts, this.#parts.machine.host);
  }

  /** The program that attaches a terminal to a console of a VM: the first that is free, unless a number is given. */
  consoleShell(vm: string, number?: number): ShellSpec {
    const { launcher, work } = this.#parts;
    const shell = consoleShell(launcher, work.path, vm, number);
    return { ...shell, env: labEnvironment(this.#parts, 'guest') };
  }

  /** Opens terminals for typing: in a guest, else on the lab's machine, with the environment of the learner's shell. */
  openTerminal(guest: string | undefined): OpenTerminal {
    return async (startup, signal) => {
      const { machine, vms, recorder } = this.#parts;
      const where = guest === undefined ? machine.machine : vms.machineOf(guest);
      if (where.kind === 'guest') await recorder.openGuest(where.id);
      return where.openTerminal(startup, labEnvironment(this.#parts, where.kind), signal);
    };
  }

  /** Its VMs themselves, for who shows more of them than the state has. To change something goes by `vm`. */
  get vms(): readonly Vm[] {
    return this.#parts.vms.all;
  }

  /** Sits down at a console of a VM. */
  openConsole(vm: string, number: number | undefined, signal: AbortSignal): Promise<Console> {
    void this.#parts.recorder.openGuest(vm);
    return this.#parts.vms.consoles(vm).open(number, signal);
  }

  /** Does something with a VM; the state then has what came of it. */
  async vm(request: VmRequest, report: Report, signal: AbortSignal): Promise<VmAnswer> {
    const { vms, owned } = this.#parts;
    const answer = await obeyVm(request, vms, report, signal);
    await owned.lookAtVms();
    this.#acted();
    return answer;
  }

  /** The machine that the lab is done on now. */
  get machine(): Machine {
    return this.#parts.machine.machine;
  }

  /** What QEMU counts of a VM now. */
  counters(vm: string, signal: AbortSignal): Promise<VmCounters> {
    return this.#parts.vms.vm(vm).counters(signal);
  }

  /** Reads the kernel of a VM; undefined when there is no such VM. */
  probeOf(vm: string): Probe | undefined {
    return this.#parts.vms.machine(vm)?.probe;
  }

  /** How the isolation ladder was measured here last. */
  get ladder(): Ladder | undefined {
    return this.#parts.record.progress.ladder;
  }

  /** Keeps how the isolation ladder was measured here. */
  async keepLadder(ladder: Ladder): Promise<void> {
    await this.#parts.record.write([{ type: 'ladder-measured', ladder }]);
    this.#acted();
  }

  /** What there is now, for checks: each fact is gathered when it is first asked for. */
  world(signal: AbortSignal): World {
    return sessionWorld(this.#parts, {
      readings: this.#readings,
      recordings: async () => this.recordings,
      answers: this.#answers,
      signal,
    });
  }

  /** Looks at once; the state then says what was seen. */
  checkNow(): Promise<void> {
    return this.#loop.now();
  }

  /** Opens the step with this index, finished or not. */
  async goTo(index: number): Promise<void> {
    const step = this.#parts.lab.steps[index];
    if (step === undefined || index === this.#stepIndex) return;
    await this.#loop.alone(() => this.#open(step));
    await this.checkNow();
  }

  /** Opens the next rung of help for a task; the last is its solution. */
  async hint(taskId: string): Promise<void> {
    const task = this.state.steps[this.#stepIndex]?.tasks.find(({ id }) => id === taskId);
    if (task === undefined || task.hints.length >= task.hintCount) return;
    const rung = task.hints.length + 1;
    await this.#parts.record.write([
      { type: 'hinted', step: this.#tasks.step.id, task: taskId, rung },
    ]);
    this.#tell();
  }

  /** Takes the learner's answer to a question or prediction of the open step; measures the right one where it is a fact. */
  async answer(id: string, text: string): Promise<void> {
    await this.#answers.take(this.#tasks.step, id, text, this.world(timeLimit(10_000)));
    await this.checkNow();
  }

  /** What the commands of this session did. */
  get recorder(): Recorder {
    return this.#parts.recorder;
  }

  /** The recordings of what was done since the open step was opened or reset, the oldest first. */
  get recordings(): readonly Recording[] {
    const { record, recorder } = this.#parts;
    return recorder.since(record.progress.steps[this.#tasks.step.id]?.openedAt ?? 0);
  }

  /** A command that the learner typed begins. */
  commandStarted(command: StartedCommand): void {
    this.#parts.recorder.commandStarted(command);
  }

  /** A command that the learner typed has ended. */
  commandEnded(command: EndedCommand): void {
    const { recorder, record } = this.#parts;
    recorder.commandEnded(command);
    const { line, exitCode } = command;
    const ended = exitCode === undefined ? { line } : { line, exitCode };
    void record.keep([{ type: 'command-ended', step: this.#tasks.step.id, ...ended }]);
    this.#loop.trigger();
  }

  /** Brings back what there was when the open step was opened, and takes back its ticks and those of later steps. */
  async resetStep(signal = timeLimit(600_000)): Promise<void> {
    await this.#loop.alone(async () => {
      const notBack = await resetStep(this.#resetParts, this.#tasks.step.id, signal);
      this.#tasks = new Tasks(this.#tasks.step, this.#parts.record);
      if (notBack !== undefined) throw notBack;
    });
    await this.checkNow();
  }

  /** Removes everything that the session owns and begins at the first step, with the same values. */
  async resetLab(signal = timeLimit(600_000)): Promise<void> {
    await this.#loop.alone(async () => {
      await resetLab(this.#resetParts, signal);
      const first = this.#parts.lab.steps[0];
      if (first !== undefined) await this.#open(first);
    });
    await this.checkNow();
  }

  /** Does a lab on a Linux of its own on another kind of machine: it begins anew there. */
  async changeMachine(kind: MachineKind, signal = timeLimit(600_000)): Promise<void> {
    await this.#loop.alone(() => this.#parts.machine.choose(kind));
    await this.resetLab(signal);
  }

  /** Removes everything that the session owns, on the engine and on the disk, and ends it. */
  async remove(signal = timeLimit(120_000)): Promise<void> {
    const { owned, folder } = this.#parts;
    await this.#loop.alone(() => owned.removeAll(signal));
    await this.#end();
    await removeFolder(folder);
    await this[Symbol.asyncDispose]();
  }

  /** Ends looking and gives the lock back; what the learner made stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    await this.#parts.lock[Symbol.asyncDispose]();
  }

  async #end(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const subscription of this.#subscriptions) subscription.dispose();
    await this.#parts.control[Symbol.asyncDispose]();
    await this.#loop[Symbol.asyncDispose]();
    await this.#readings?.[Symbol.asyncDispose]();
    await this.#parts.relay?.[Symbol.asyncDispose]();
    await this.#parts.recorder[Symbol.asyncDispose]();
    await this.#parts.vms[Symbol.asyncDispose]();
    await this.#parts.record[Symbol.asyncDispose]();
    this.#changed.dispose();
  }

  get #stepIndex(): number {
    return this.#parts.lab.steps.indexOf(this.#tasks.step);
  }

  async #open(step: BoundStep): Promise<void> {
    await openStep(this.#parts, step, timeLimit(120_000));
    this.#tasks = new Tasks(step, this.#parts.record);
  }

  get #resetParts(): ResetParts {
    return { ...this.#parts, session: this };
  }

  #called(call: RecordedCall): void {
    const { owned, log } = this.#parts;
    void owned
      .take(call)
      .catch((error: unknown) => log.error('something made is not owned', error));
    if (call.method === 'GET' || call.method === 'HEAD') this.#loop.trigger();
    else this.#acted();
  }

  /** The learner has done something. */
  #acted(): void {
    const { record } = this.#parts;
    const step = this.#tasks.step.id;
    if (record.progress.steps[step]?.isTried === false) void record.keep([{ type: 'acted', step }]);
    this.#loop.trigger();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { record, owned, engine, recorder, log } = this.#parts;
    const tasks = this.#tasks;
    await owned.settled();
    const world = this.world(signal);
    // Without an engine there is nothing to see of what is owned; it stays owned.
    const looksAtOwned =
      engine === undefined || engine.status.status === 'up'
        ? owned.look(signal).catch((error: unknown) => log.warn(describeError(error)))
        : Promise.resolve();
    await record.save().catch((error: unknown) => log.warn(describeError(error)));
    await tasks.look(world, () => this.#tell(), signal);
    await this.#answers.measure(tasks.step, world);
    await looksAtOwned;
    this.#tell();
    await recorder.look();
    if (tasks.nextHoldMs !== undefined) this.#loop.within(tasks.nextHoldMs);
  }

  /** Tells the state, unless it was told as it is. */
  #tell(): void {
    const { state } = this;
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.#changed.fire(state);
  }
}
