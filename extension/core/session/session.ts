import { Emitter, type Disposable, type Event } from '../base/event.ts';
import { describeError, type Log } from '../base/log.ts';
import { gatherWorld } from '../check/gather.ts';
import type { World } from '../check/world.ts';
import type { Engine } from '../engine/engine.ts';
import type { RecordedCall } from '../engine/relay/recordedCall.ts';
import type { Relay } from '../engine/relay/relay.ts';
import type { Probe } from '../kernel/probe.ts';
import type { BoundLab, BoundStep } from '../lab/lab.ts';
import type { ProseNode } from '../lab/prose.ts';
import { parseProse } from '../lab/markdown.ts';
import type { Machine, ShellSpec } from '../machine/machine.ts';
import { Answers } from './answers.ts';
import type { ControlServer } from './control/server.ts';
import type { Lock } from './lock.ts';
import { Loop } from './loop.ts';
import type { Owned } from './owned.ts';
import type { SessionRecord } from './record.ts';
import { openStep, resetLab, resetStep } from './reset.ts';
import { stepStates } from './sessionState.ts';
import { learnerShell } from './shell.ts';
import type { SessionState } from './state.ts';
import { Tasks } from './tasks.ts';
import { onEngine, onFiles } from './triggers.ts';
import { removeFolder, type WorkFolder } from './workFolder.ts';

/** What a session is made of; it owns the lock, the record and the two sockets, and borrows the rest. */
export interface SessionParts {
  readonly lab: BoundLab;
  readonly folder: string;
  readonly engine: Engine;
  readonly probe: Probe;
  readonly machine: Machine;
  readonly lock: Lock;
  readonly record: SessionRecord;
  readonly owned: Owned;
  readonly work: WorkFolder;
  readonly relay: Relay;
  readonly control: ControlServer;
  /** The folder in which the lab's shells find `isolab`. */
  readonly launcher: string | undefined;
  readonly log: Log;
  /** What had to be repaired when the session was opened. */
  readonly note?: string;
}

/** One learner doing one lab: looks by itself, keeps what was reached, and can bring everything back or take it away. */
export class Session implements AsyncDisposable {
  readonly #parts: SessionParts;
  readonly #loop: Loop;
  readonly #answers: Answers;
  readonly #changed = new Emitter<SessionState>();
  readonly #subscriptions: readonly Disposable[];
  #tasks: Tasks;
  #told = '';
  #hasEnded = false;

  /** Tells the whole new state whenever something of it has changed. */
  readonly onDidChange: Event<SessionState> = this.#changed.event;

  constructor(parts: SessionParts, step: BoundStep) {
    const { engine, record, relay, work, log } = parts;
    this.#parts = parts;
    this.#tasks = new Tasks(step, record);
    this.#answers = new Answers(record);
    this.#loop = new Loop((signal) => this.#look(signal), log);
    const happened = (): void => this.#loop.trigger();
    this.#subscriptions = [
      onEngine(engine, happened),
      onFiles(work.path, happened, log),
      relay.onDidCall((call) => this.#called(call)),
    ];
    parts.control.serve(this);
  }

  get state(): SessionState {
    const { lab, folder, engine, record, owned, note } = this.#parts;
    const { progress, trouble } = record;
    return {
      sessionId: progress.opened?.sessionId ?? '',
      labId: lab.id,
      title: lab.title,
      step: this.#stepIndex,
      steps: stepStates({
        lab,
        progress,
        step: this.#stepIndex,
        sightOf: (task) => this.#tasks.sightOf(task),
        now: performance.now(),
      }),
      vars: lab.vars,
      engine: engine.status,
      owned: owned.objects,
      folder,
      ...(note === undefined ? {} : { note }),
      ...(trouble === undefined ? {} : { trouble: { message: trouble.message, fix: trouble.fix } }),
    };
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

  /** The learner's shell, which talks to the engine through this session's relay. */
  shell(): ShellSpec {
    return learnerShell(this.#parts);
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
    await this.#answers.take(this.#tasks.step, id, text, this.#gather(AbortSignal.timeout(10_000)));
    await this.checkNow();
  }

  /** A command that the learner typed has ended. */
  commandEnded(line: string, exitCode: number | undefined): void {
    const step = this.#tasks.step.id;
    const ended = exitCode === undefined ? { line } : { line, exitCode };
    void this.#parts.record.keep([{ type: 'command-ended', step, ...ended }]);
    this.#loop.trigger();
  }

  /** Brings back what there was when the open step was opened, and takes back its ticks and those of later steps. */
  async resetStep(signal = AbortSignal.timeout(120_000)): Promise<void> {
    await this.#loop.alone(async () => {
      await resetStep({ ...this.#parts, shell: () => this.shell() }, this.#tasks.step.id, signal);
      this.#tasks = new Tasks(this.#tasks.step, this.#parts.record);
    });
    await this.checkNow();
  }

  /** Removes everything that the session owns and begins at the first step, with the same values. */
  async resetLab(signal = AbortSignal.timeout(120_000)): Promise<void> {
    await this.#loop.alone(async () => {
      await resetLab({ ...this.#parts, shell: () => this.shell() }, signal);
      const first = this.#parts.lab.steps[0];
      if (first !== undefined) await this.#open(first);
    });
    await this.checkNow();
  }

  /** Removes everything that the session owns, on the engine and on the disk, and ends it. */
  async remove(signal = AbortSignal.timeout(120_000)): Promise<void> {
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
    await this.#parts.relay[Symbol.asyncDispose]();
    await this.#parts.record[Symbol.asyncDispose]();
    this.#changed.dispose();
  }

  get #stepIndex(): number {
    return this.#parts.lab.steps.indexOf(this.#tasks.step);
  }

  async #open(step: BoundStep): Promise<void> {
    await openStep(this.#parts, step);
    this.#tasks = new Tasks(step, this.#parts.record);
  }

  #called(call: RecordedCall): void {
    const { owned, record, log } = this.#parts;
    void owned
      .take(call)
      .catch((error: unknown) => log.error('something made is not owned', error));
    const step = this.#tasks.step.id;
    const isReading = call.method === 'GET' || call.method === 'HEAD';
    if (!isReading && record.progress.steps[step]?.isTried === false) {
      void record.keep([{ type: 'acted', step }]);
    }
    this.#loop.trigger();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { record, owned, engine, log } = this.#parts;
    const tasks = this.#tasks;
    await owned.settled();
    const world = this.#gather(signal);
    const tell = (): void => this.#tell();
    // Without an engine there is nothing to see of what is owned; it stays owned.
    const looksAtOwned =
      engine.status.status === 'up'
        ? owned.look(signal).catch((error: unknown) => log.warn(describeError(error)))
        : Promise.resolve();
    await record.save().catch((error: unknown) => log.warn(describeError(error)));
    await tasks.look(world, tell, signal);
    await this.#answers.measure(tasks.step, world);
    await looksAtOwned;
    tell();
    if (tasks.nextHoldMs !== undefined) this.#loop.within(tasks.nextHoldMs);
  }

  #gather(signal: AbortSignal): World {
    const { engine, probe, machine, owned } = this.#parts;
    return gatherWorld({
      engine,
      probe,
      machine,
      answers: this.#answers,
      isOwned: (id) => owned.ownsContainer(id),
      signal,
    });
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
